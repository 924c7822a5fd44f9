import { h } from 'preact'
import { useState } from 'preact/hooks'
import { shown, useAnswer } from '../parts/answer.ts'
import { FactTable } from '../parts/fact-table.ts'
import { Form } from '../parts/form.ts'
import { historyOf } from '../parts/history.ts'
import { part, Table } from '../parts/table.ts'
import { EntityLink, Moment, PageLink, Text } from '../parts/text.ts'
import { go } from '../route.ts'
import type { Moments } from '../parts/history.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

/** One entity: what is said about it, now and at each moment at which that changed, and what it leads to. */
export function EntityPage ({ node, query }: PageProps): JSX.Element {
  const { entity = '' } = query
  return h('div', {},
    h(Form, {
      title: 'Entity to look at',
      button: 'Look at it',
      fields: [{ name: 'entity', label: 'Entity', value: entity, needed: true }],
      submit: values => { go('entity', values) }
    }),
    entity === ''
      ? h('p', { class: 'empty' }, 'Name an entity, such as city:paris, or follow a link from the facts.')
      : h('div', { key: entity }, h('p', { class: 'lead' }, h(Text, { text: entity })), h(History, { node, entity }), h(Neighbours, { node, entity }))
  )
}

/** What is said about an entity, with a slider over the moments at which that changed. */
function History ({ node, entity }: { node: PageProps['node'], entity: string }): JSX.Element {
  const answer = useAnswer(async signal => historyOf(node.client, entity, signal), { keys: [node, entity] })
  return shown(answer, moments => h(Slider, { moments }))
}

function Slider ({ moments }: { moments: Moments }): JSX.Element {
  const [at, setAt] = useState(moments.length - 1)
  const { facts, hlc, time } = moments[at]
  const isNow = at === moments.length - 1
  return part('What is said about it',
    moments.length < 2
      ? h('p', { class: 'quiet' }, 'Nothing about it has changed so far.')
      : h('label', {}, 'History',
        h('input', {
          type: 'range', min: 0, max: moments.length - 1, value: at, 'aria-valuetext': isNow ? 'now' : time, onInput: ({ currentTarget }: InputEvent) => { setAt(Number((currentTarget as HTMLInputElement).value)) }
        })),
    h('p', { role: 'status' }, isNow ? 'As it is now.' : h('span', {}, 'As of ', h(Moment, { at: time }), ' ', h('code', {}, hlc))),
    h(FactTable, { caption: 'Facts about this entity', facts, empty: 'Nothing is said about this entity. Write a fact about it on the page of the facts.' })
  )
}

function Neighbours ({ node, entity }: { node: PageProps['node'], entity: string }): JSX.Element {
  const answer = useAnswer(async signal => node.client.neighbours({ entity, direction: 'both' }, { signal }), { keys: [node, entity] })
  return part('Entities beside it', shown(answer, ({ edges }) => h(Table, {
    caption: 'Facts whose values refer to an entity',
    head: ['From', 'Relation', 'To', 'Confidence', ''],
    rows: edges.map(({ from, relation, to, confidence, fact }) => [
      h(EntityLink, { entity: from }), h(Text, { text: relation, max: 60 }), h(EntityLink, { entity: to }), confidence, h(PageLink, { page: 'fact', query: { id: fact }, text: 'Details' })
    ]),
    empty: 'No fact leads to or from it. A fact whose value is of type ref joins two entities.'
  })))
}
