import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Fields, part } from '../parts/table.ts'
import { EntityLink, Moment, PageLink, PeerName, Text, ValueView, visible } from '../parts/text.ts'
import { valueOf } from '../parts/write-fact.ts'
import { go } from '../route.ts'
import type { ConflictJson } from '../../../api/index.ts'
import type { Fact, PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Contradiction = Extract<ConflictJson, { kind: 'contradiction' }>
type Props = Pick<PageProps, 'node'> & { readonly conflict: Contradiction, onSettled (): void }

/** Contradictions of one page. */
const ROWS = 10

/** Sides of one contradiction that are shown. */
const SIDES_MAX = 8

/** Contradictions with their sides beside each other, and what settles them. */
export function ConflictsPage ({ node, query: { id, status = 'unresolved', cursor } }: PageProps): JSX.Element {
  const answer = useAnswer(async signal => {
    if (id != null) { return { conflicts: [await node.client.conflict(id, { signal })], cursor: null } }
    return node.client.conflicts({ status: status === 'resolved' ? 'resolved' : 'unresolved', limit: ROWS, cursor }, { signal })
  }, { keys: [node, id, status, cursor] })
  return h('div', {},
    h(Form, {
      title: 'Which conflicts',
      button: 'Show',
      fields: [{ name: 'status', label: 'State', choices: ['unresolved', 'resolved'], value: status }],
      submit: values => { go('conflicts', values) }
    }),
    shown(answer, ({ conflicts, cursor: next }) => h('div', {},
      conflicts.length === 0
        ? h('p', { class: 'empty' }, status === 'resolved' ? 'Nothing was settled so far.' : 'Nothing contradicts anything. Conflicts appear here when two sources give one entity and relation different values.')
        : conflicts.map(conflict => conflict.kind === 'contradiction'
          ? h(Contradicted, { key: conflict.conflict_id, node, conflict, onSettled: answer.reload })
          : h(Equivocated, { key: conflict.conflict_id, conflict })),
      next == null ? null : h(PageLink, { page: 'conflicts', query: { status, cursor: next }, text: 'Next page' })
    ))
  )
}

function Contradicted ({ node, conflict, onSettled }: Props): JSX.Element {
  const { facts: ids, facts_count: count, conflict_id: id, winning_fact_id: winner } = conflict
  const sides = useAnswer(async signal => Promise.all(ids.slice(0, SIDES_MAX).map(async fact => node.client.fact(fact, { signal }))), { keys: [node, id] })
  const settle = async (body: Parameters<typeof node.client.resolveConflict>[1]): Promise<void> => {
    await node.client.resolveConflict(id, body)
    onSettled()
  }
  const isOpen = conflict.status === 'unresolved'
  return part(`${visible(conflict.entity).slice(0, 80)} · ${visible(conflict.relation).slice(0, 60)}`,
    h('p', {}, h(EntityLink, { entity: conflict.entity }), ` has ${count} values for `, h(Text, { text: conflict.relation }), `; the contradiction is ${conflict.status}. Found `,
      h(Moment, { at: conflict.detected_at }), `. Score ${conflict.conflict_score}.`),
    shown(sides, facts => h('div', { class: 'cards' }, facts.map(fact => h(Side, {
      key: fact.id, fact, isWinner: fact.id === winner, settle: isOpen ? async () => settle({ winning_fact_id: fact.id }) : undefined
    })))),
    count > SIDES_MAX ? h('p', { class: 'quiet' }, `${count - SIDES_MAX} more are on the page of the entity.`) : null,
    conflict.resolution_note == null ? null : h('p', {}, 'Note: ', h(Text, { text: conflict.resolution_note })),
    isOpen
      ? h('div', {}, h('div', { class: 'row' }, h(Act, { label: 'Prefer none of them', sure: 'Yes, settle it so', run: async () => settle({ winning_fact_id: null }) })),
        h(Form, {
          title: 'A value of your own',
          button: 'Settle it with this value',
          fields: [
            { name: 'type', label: 'Type', choices: ['string', 'number', 'boolean', 'datetime', 'ref'], value: 'string' },
            { name: 'value', label: 'Another value', needed: true },
            { name: 'note', label: 'Why' }
          ],
          submit: async ({ type, value, note }) => settle({ new_value: valueOf(type, value), resolution_note: note === '' ? null : note })
        }))
      : null
  )
}

function Side ({ fact, isWinner, settle }: { fact: Fact, isWinner: boolean, settle?(): Promise<void> }): JSX.Element {
  return h('div', { class: 'card' },
    h('h3', {}, h(ValueView, { value: fact.value })),
    isWinner ? h('p', { class: 'good' }, 'This side was chosen.') : null,
    h(Fields, {
      rows: [
        ['Source', h(Text, { text: fact.source })], ['Author', h(PeerName, { id: fact.author })], ['Confidence', fact.confidence], ['Time', h(Moment, { at: fact.timestamp })],
        ['Fact', h(PageLink, { page: 'fact', query: { id: fact.id }, text: 'Details' })]
      ]
    }),
    settle == null ? null : h(Act, { label: 'This one is right', sure: 'Yes, settle it so', run: settle })
  )
}

function Equivocated ({ conflict: { author, lane, seq, bundles, detected_at: at } }: { conflict: Extract<ConflictJson, { kind: 'equivocation' }> }): JSX.Element {
  return part('Two bundles for one place in a chain',
    h('p', { class: 'warn' }, 'An author signed several bundles for the same place. Nothing settles that: ask whoever runs the node whether it was copied.'),
    h(Fields, { rows: [['Author', h('code', {}, author)], ['Place', `lane ${lane}, number ${seq}`], ['Bundles', h(Text, { text: bundles.join(' ') })], ['Found', h(Moment, { at })]] })
  )
}
