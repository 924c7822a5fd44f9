import { h } from 'preact'
import { useState } from 'preact/hooks'
import { ApiProblemError } from '../../../api/index.ts'
import { Act } from '../parts/act.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { FactTable, stateOf } from '../parts/fact-table.ts'
import { Fields, part } from '../parts/table.ts'
import { EntityLink, Moment, PageLink, Text, ValueView } from '../parts/text.ts'
import { href } from '../route.ts'
import { Away, Gone, GONE } from './fact-gone.ts'
import type { Operations } from '../../../api/index.ts'
import type { UiNode } from '../node.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

type Why = Operations['getV1FactsIdWhy']['answer']

/** How often the page looks again, in milliseconds. */
const LOOK_MS = 3_000

const ARRIVALS: Readonly<Record<Why['arrival']['via'], string>> = {
  local: 'It was written on this node.',
  gossip: 'A peer sent it when it was new.',
  sync: 'It came with a comparison of sets.',
  fetch: 'It was asked for by its hash.'
}

/** One fact: what it says, who says it, what proves it, how it came here, and what stands against it. */
export function FactPage ({ node, query: { id = '' } }: PageProps): JSX.Element {
  return id === ''
    ? h('p', { class: 'empty' }, 'No fact is named here. ', h('a', { href: href('facts') }, 'Look for one.'))
    : h(OneFact, { key: id, node, id })
}

function OneFact ({ node, id }: Pick<PageProps, 'node'> & { readonly id: string }): JSX.Element {
  const answer = useAnswer(async signal => {
    const [why, { peer_id: own }, { scopes }] = await Promise.all([node.client.why(id, { signal }), node.client.identity({ signal }), node.client.scopes({ signal })])
    const isAdmin = scopes.some(scope => scope.scope === why.fact.scope && scope.closed && scope.rights.includes('admin'))
    return { why, isOwn: why.fact.author === own, mayErase: why.fact.author === own || isAdmin }
  }, { keys: [node, id], everyMs: LOOK_MS })
  if (answer.error instanceof ApiProblemError && GONE.has(answer.error.code)) { return h(Gone, { node, id, error: answer.error, onDone: answer.reload }) }
  return shown(answer, ({ why, isOwn, mayErase }) => h('div', {},
    h(Said, { why }),
    h('div', { class: 'row' },
      h(Act, { label: 'Vote for it', run: async () => vote(node, { fact: id }, answer.reload) }),
      h(Act, { label: 'Vote against it', run: async () => vote(node, { fact: id, stance: 'against' }, answer.reload) })),
    part('What stands against it', h(FactTable, { caption: 'Rivals', facts: why.rivals, empty: 'Nothing that this node holds contradicts it.' }),
      why.conflict == null ? null : h(PageLink, { page: 'conflicts', query: { id: why.conflict.conflict_id }, text: `The contradiction is ${why.conflict.status}` })),
    h(Proof, { node, why }),
    h(Away, { node, id, isLive: isOwn && why.fact.confidence > 0 && why.fact.current, mayErase, onDone: answer.reload })
  ))
}

async function vote (node: UiNode, body: Parameters<UiNode['client']['vote']>[0], then: () => void): Promise<string> {
  await node.client.vote(body)
  then()
  return 'Your vote counts.'
}

function Said ({ why: { fact, arrival, votes, replaced_by: newer, replaces, derived_from: origins } }: { why: Why }): JSX.Element {
  const links = (ids: readonly string[]): JSX.Element[] => ids.map(id => h('div', { key: id }, h(PageLink, { page: 'fact', query: { id }, text: id })))
  return h(Fields, {
    rows: [
      ['Id', h('code', {}, fact.id)],
      ['Entity', h(EntityLink, { entity: fact.entity })],
      ['Relation', h(Text, { text: fact.relation })],
      ['Value', h('span', {}, h(ValueView, { value: fact.value }), h('span', { class: 'quiet' }, ` (${fact.value.type})`))],
      ['State', stateOf(fact)],
      ['Source', h(Text, { text: fact.source })],
      ['Author', h('code', {}, fact.author)],
      ['Confidence', fact.confidence],
      ['Scope', h(Text, { text: fact.scope })],
      ['Time', h(Moment, { at: fact.timestamp })],
      ['Good until', fact.valid_until == null ? 'no end' : h(Moment, { at: fact.valid_until })],
      ['How it came here', h('span', {}, ARRIVALS[arrival.via], arrival.peer == null ? '' : ` The peer was ${arrival.peer}.`, ' ', h(Moment, { at: arrival.at }))],
      ['Votes', `${votes.count} for it (weight ${votes.weight}), ${votes.against.count} against it (weight ${votes.against.weight})`],
      ['Replaced by', newer == null ? 'nothing' : links([newer])],
      ['Replaces', replaces.length === 0 ? 'nothing' : links(replaces)],
      ['Derived from', origins.length === 0 ? 'nothing' : links(origins.map(({ id }) => id))]
    ]
  })
}

/** What proves a fact to somebody who has nothing but the key of its author. */
function Proof ({ node, why: { proof, fact } }: { node: UiNode, why: Why }): JSX.Element {
  const [whole, setWhole] = useState<Operations['getV1FactsIdProof']['answer']>()
  const load = async (): Promise<string> => {
    setWhole(await node.client.proof(fact.id))
    return 'Here it is.'
  }
  return part('Proof',
    h('p', {}, 'The author signed a bundle that holds this fact, and this node checked the signature before it took the bundle in.'),
    h(Fields, {
      rows: [
        ['Bundle', h('code', {}, proof.bundle)],
        ['Place in its chain', `lane ${proof.lane}, number ${proof.seq}`],
        ['Logical time', h('code', {}, proof.hlc)],
        ['Facts in it', proof.facts],
        ['Follows', proof.parents.length === 0 ? 'nothing' : proof.parents.map(parent => h('div', { key: parent }, h('code', {}, parent)))],
        ...(whole == null
          ? []
          : [
              ['Header', h(Text, { text: whole.header })], ['Signature', h(Text, { text: whole.signature })], ['Fact', h(Text, { text: whole.fact })],
              ['Salt', h(Text, { text: whole.salt })], ['Digests', h(Text, { text: whole.digests.join(' ') })]
            ] as Array<[string, JSX.Element]>)
      ]
    }),
    h(Act, { label: 'Show the bytes that prove it', run: load })
  )
}
