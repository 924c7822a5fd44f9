import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Table } from '../parts/table.ts'
import { Moment, PageLink, Text } from '../parts/text.ts'
import { go } from '../route.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type AuditFilter = Parameters<PageProps['node']['client']['audit']>[0]

/** What was refused, decided and done on this node. */
export function AuditPage ({ node, query }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => node.client.audit(query as AuditFilter, { signal }), { keys: [node, JSON.stringify(query)] })
  return h('div', {},
    h(Form, {
      title: 'Filter of the audit log',
      button: 'Filter',
      fields: [
        { name: 'event_type', label: 'Type, such as token_issue', value: query.event_type, likely: [...new Set(answer.value?.entries.map(({ event_type: type }) => type))] },
        { name: 'actor', label: 'Actor', value: query.actor },
        { name: 'peer', label: 'Peer', value: query.peer },
        { name: 'order', label: 'Order', choices: ['newest', 'oldest'], value: query.order }
      ],
      submit: values => { go('audit', values) }
    }),
    h('div', { class: 'row' }, h(Act, {
      label: 'Check the chain',
      run: async () => {
        const { ok, entries } = await node.client.verifyAudit()
        return ok ? `Every entry follows the one before: ${entries} entries.` : 'The chain is broken. See docs/DURABILITY.md.'
      }
    })),
    shown(answer, ({ entries, cursor }) => h('div', {},
      h(Table, {
        caption: 'Entries',
        head: ['Time', 'What', 'Who', 'Peer', 'Scope', 'Why', 'Details'],
        rows: entries.map(({ time, event_type: type, actor, peer, scope, reason, detail }) => [
          h(Moment, { at: time }), type.replaceAll('_', ' '), ...[actor, peer, scope, reason].map(text => text == null ? '' : h(Text, { text, max: 80 })), h(Text, { text: JSON.stringify(detail), max: 120 })
        ]),
        empty: cursor == null ? 'No entry passes this filter. Take a field out of it.' : 'None on this page; go on with the next one.'
      }),
      cursor == null ? null : h(PageLink, { page: 'audit', query: { ...query, cursor }, text: 'Next page' })
    ))
  )
}
