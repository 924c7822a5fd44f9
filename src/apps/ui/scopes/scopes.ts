import { h } from 'preact'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { part, Table } from '../parts/table.ts'
import { PageLink, scopeName, visible } from '../parts/text.ts'
import { go } from '../route.ts'
import { ScopeDetail } from './scope.ts'
import type { Operations } from '../../../api/index.ts'
import type { UiNode } from '../node.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Scope = Operations['getV1Scopes']['answer']['scopes'][number]

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 3_000

/** Scopes, and who may do what in one of them. */
export function ScopesPage ({ node, query: { scope } }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => (await node.client.scopes({ signal })).scopes, { keys: [node, scope], everyMs: LOOK_MS })
  return h('div', {},
    scope == null ? null : h(ScopeDetail, { key: scope, node, scope }),
    part('Scopes of this node', shown(answer, scopes => h(ScopeTable, { scopes }))),
    h(NewScope, { node })
  )
}

function ScopeTable ({ scopes }: { scopes: readonly Scope[] }): JSX.Element {
  return h(Table, {
    caption: 'What this node holds',
    head: ['Scope', 'Kind', 'Your rights', 'Members', 'Facts', 'Bundles', 'Not here', 'Root'],
    keys: scopes.map(({ id }) => id),
    rows: scopes.map(scope => {
      const openness = scope.scope === 'local' ? 'this node alone' : 'open'
      const { scope: name, id, closed, rights, members, facts, bundles, wanted, refused, erased, root } = scope
      return [
        h(PageLink, { page: 'scopes', query: { scope: id }, text: name }),
        closed ? 'closed' : openness,
        rights.join(', ') || 'none',
        members ?? (name === 'local' ? 'this node' : 'everybody'),
        h(PageLink, { page: 'facts', query: { scope: scopeName(scope, scopes) }, text: String(facts) }),
        bundles,
        [[wanted, 'wanted'], [refused, 'dropped'], [erased, 'erased']].filter(([number]) => number !== 0).map(words => words.join(' ')).join(', ') || 'nothing',
        root == null ? 'none' : h('code', { title: visible(root) }, visible(root.slice(0, 16)))
      ]
    }),
    empty: 'This node has no scopes. Make one below.'
  })
}

function NewScope ({ node: { client } }: { node: UiNode }): JSX.Element {
  const show = async (made: Promise<{ id: string }>): Promise<void> => { go('scopes', { scope: (await made).id }) }
  return part('Another closed scope',
    h('p', { class: 'quiet' }, 'What is written in a closed scope reaches its members alone. Whoever makes it is its first administrator.'),
    h(Form, {
      title: 'A closed scope to make', button: 'Make it', fields: [{ name: 'name', label: 'Name: a-z, 0-9 and hyphen', needed: true }], submit: async ({ name }) => show(client.createScope(name.trim()))
    }),
    h(Form, {
      title: 'A closed scope to join', button: 'Join it', fields: [{ name: 'ticket', label: 'Ticket of the scope', needed: true }], submit: async ({ ticket }) => show(client.joinScope(ticket.trim()))
    }))
}
