import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { platform } from '../../../platform/index.ts'
import { Problem } from '../parts/answer.ts'
import { stateOf } from '../parts/fact-table.ts'
import { Form } from '../parts/form.ts'
import { Table } from '../parts/table.ts'
import { EntityLink, Moment, PageLink, Text, ValueView } from '../parts/text.ts'
import { go } from '../route.ts'
import type { ChangeJson } from '../../../api/index.ts'
import type { PageProps } from '../parts/page.ts'
import type { ComponentChild, JSX } from 'preact'

/** Changes that the page keeps; older ones go. */
const KEPT_MAX = 200

/** Milliseconds before a stream that broke off is opened again. */
const AGAIN_MS = 2_000

/** What changes, as it comes. Changes that come while the page is paused are shown when it goes on. */
export function LivePage ({ node, query }: PageProps): JSX.Element {
  const [changes, setChanges] = useState<readonly ChangeJson[]>([])
  const [isPaused, setPaused] = useState(false)
  const [error, setError] = useState<unknown>()
  const [isOpen, setOpen] = useState(false)
  const key = JSON.stringify(query)
  useEffect(() => {
    if (isPaused) { return }
    const abort = new AbortController()
    void follow(abort.signal)
    return () => { abort.abort() }
    async function follow (signal: AbortSignal): Promise<void> {
      let after = changes[0]?.id
      const onBegin = (id: string): void => {
        after ??= id
        setOpen(true)
      }
      while (!signal.aborted) {
        try {
          for await (const change of node.client.events(query, { after, signal, onBegin })) {
            after = change.id
            setError(undefined)
            setChanges(kept => [change, ...kept].slice(0, KEPT_MAX))
          }
        } catch (problem) {
          if (!signal.aborted) { setError(problem) }
        }
        setOpen(false)
        await platform().timers.sleep(AGAIN_MS, { signal }).catch(() => {})
      }
    }
  }, [node, key, isPaused])
  return h('div', {},
    h(Form, {
      title: 'Filter of the changes',
      button: 'Filter',
      fields: [
        { name: 'types', label: 'Type', choices: ['', 'fact', 'retraction', 'vote', 'statement', 'conflict', 'scope', 'erase'], value: query.types },
        { name: 'entity', label: 'Entity', value: query.entity },
        { name: 'relation', label: 'Relation', value: query.relation },
        { name: 'author', label: 'Author', value: query.author }
      ],
      submit: values => {
        setChanges([])
        go('live', values)
      }
    }),
    h('div', { class: 'row' },
      h('button', { type: 'button', onClick: () => { setPaused(!isPaused) } }, isPaused ? 'Go on' : 'Pause'),
      h('button', { type: 'button', onClick: () => { setChanges([]) } }, 'Clear'),
      h('span', { role: 'status', class: 'quiet' }, isPaused ? 'Paused.' : isOpen ? 'Listening.' : 'Connecting…')),
    error == null || isPaused ? null : h(Problem, { error }),
    h(Table, {
      caption: `The last ${changes.length} changes, the newest first`,
      head: ['What', 'Entity', 'Relation', 'Value', 'Time', 'State', ''],
      rows: changes.map(rowOf),
      empty: 'Nothing has changed since this page was opened. Write a fact, on this node or on a peer: factmesh assert city:paris geo:population 2102650'
    })
  )
}

function rowOf (change: ChangeJson): ComponentChild[] {
  if (change.type === 'gap') { return ['gap', '', '', `Changes were left out (${change.reason}).`, '', '', ''] }
  if (change.type === 'conflict') {
    const { conflict_id: id, entity, relation, status } = change
    return ['conflict', h(EntityLink, { entity }), h(Text, { text: relation, max: 60 }), '', '', status, h(PageLink, { page: 'conflicts', query: { id }, text: 'Look at it' })]
  }
  if (change.type === 'scope') { return ['scope', '', '', h(PageLink, { page: 'scopes', query: { scope: change.scope }, text: `Rights changed what counts in ${change.scope}.` }), '', '', ''] }
  if (change.type === 'erase') {
    const { facts } = change
    return ['erase', '', '', `The content of ${facts.length} ${facts.length === 1 ? 'fact' : 'facts'} was taken out.`, '', '', facts.map(id => h(PageLink, { key: id, page: 'fact', query: { id }, text: 'Details' }))]
  }
  const { fact } = change
  return [
    change.type, h(EntityLink, { entity: fact.entity }), h(Text, { text: fact.relation, max: 60 }), h(ValueView, { value: fact.value }), h(Moment, { at: fact.timestamp }),
    stateOf(fact), h(PageLink, { page: 'fact', query: { id: fact.id }, text: 'Details' })
  ]
}
