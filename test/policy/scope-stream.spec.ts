import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { judgeActs, LOCAL_SCOPE, OPEN_STANDING, publicScopeId, streamRefusals } from '../../src/policy/scope/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { CREATOR, grant, PEERS, place } from '../fixtures/governance.ts'
import type { DeclarationBody, DeclaredScope, Right } from '../../src/model/body/index.ts'
import type { Direction, OperatorPolicy, PeerState, Standing, StreamQuestion } from '../../src/policy/scope/index.ts'

const NOW = 1_000
const PUBLIC = publicScopeId('main')
const TEAM = seededBytes('team')
const OTHER = seededBytes('company')
const SCOPES = [PUBLIC, TEAM, OTHER, LOCAL_SCOPE]
const PEER = PEERS[1]

/** What one side may say of one scope: nothing, one way, the other, both. */
const OFFERS: ReadonlyArray<readonly Direction[]> = [[], ['push'], ['pull'], ['push', 'pull']]
const GRANTS: ReadonlyArray<readonly Right[]> = [[], ['read'], ['write'], ['curate'], ['steward'], ['admin'], ['read', 'write']]
const TOKENS = ['absent', 'named', 'other'] as const
const STATES: readonly PeerState[] = ['active', 'pending', 'rejected', 'revoked', 'blocked']

describe('policy/scope rights over a stream', () => {
  it('are the intersection of declarations, policy, grant and token, for each scope and direction', () => {
    const counts = { cells: 0, legal: 0 }

    for (const question of questions()) {
      for (const direction of ['push', 'pull'] as const) {
        const refusals = streamRefusals(direction, question.value)
        expect(refusals.length === 0, `${direction} ${JSON.stringify(question.cell)} ${refusals.join()}`).to.equal(isLegal(direction, question.cell))
        counts.cells++
        counts.legal += refusals.length === 0 ? 1 : 0
      }
    }

    expect(counts).to.deep.equal({ cells: 2 * 4 * 4 * 4 * 4 * 7 * 3, legal: LEGAL_CELLS })
  })

  it('name every reason', () => {
    const nothing: StreamQuestion = { ...allOf(LOCAL_SCOPE), state: 'revoked', ours: undefined, theirs: undefined, policy: policyOf([]), standing: standingOf([]), token: [] }
    expect(streamRefusals('push', nothing)).to.deep.equal([
      'scope_is_local', 'peer_not_active', 'not_declared_by_us', 'not_declared_by_peer', 'not_in_policy', 'not_granted', 'not_in_token'
    ])
    expect(streamRefusals('pull', allOf(TEAM))).to.deep.equal([])
  })

  it('are those of active peers alone', () => {
    expect(STATES.filter(state => streamRefusals('pull', { ...allOf(TEAM), state }).length === 0)).to.deep.equal(['active'])
  })

  it('end with each declaration, at its last moment', () => {
    for (const side of ['ours', 'theirs'] as const) {
      const at = (expiresMs: number): string[] => streamRefusals('push', { ...allOf(TEAM), [side]: declaration([offer(TEAM, ['push', 'pull'])], expiresMs) })
      expect(at(NOW + 1)).to.deep.equal([])
      expect(at(NOW)).to.deep.equal([side === 'ours' ? 'not_declared_by_us' : 'not_declared_by_peer'])
    }
  })

  it('follow the policy for one peer in place of the common one', () => {
    const policy: OperatorPolicy = { scopes: [offer(TEAM, ['push', 'pull'])], peers: new Map([[toHex(PEER), [offer(TEAM, ['push'])]]]) }
    expect(streamRefusals('push', { ...allOf(TEAM), policy })).to.deep.equal([])
    expect(streamRefusals('pull', { ...allOf(TEAM), policy })).to.deep.equal(['not_in_policy'])
    expect(streamRefusals('pull', { ...allOf(TEAM), policy, peer: PEERS[2] })).to.deep.equal([])
  })

  it('need no token where none is carried, and no other scope helps', () => {
    expect(streamRefusals('pull', { ...allOf(TEAM), token: 'not_needed' })).to.deep.equal([])
    expect(streamRefusals('pull', { ...allOf(TEAM), token: [PUBLIC, OTHER] })).to.deep.equal(['not_in_token'])
    expect(streamRefusals('pull', { ...allOf(PUBLIC), standing: OPEN_STANDING })).to.deep.equal([])
  })

  it('are no wider behind a relay: each hop is asked by itself', () => {
    // A holds TEAM and OTHER, B holds both, C only TEAM: OTHER stops at B.
    const hop = (offered: Uint8Array[], taken: Uint8Array[]): Uint8Array[] => [TEAM, OTHER].filter(scope => streamRefusals('push', {
      ...allOf(scope), theirs: declaration(offered.map(id => offer(id, ['push']))), ours: declaration(taken.map(id => offer(id, ['pull'])))
    }).length === 0)
    const atB = hop([TEAM, OTHER], [TEAM, OTHER])
    expect(atB).to.deep.equal([TEAM, OTHER])
    expect(hop(atB, [TEAM])).to.deep.equal([TEAM])
    expect(hop([TEAM], [TEAM, OTHER])).to.deep.equal([TEAM])
  })
})

interface Cell { scope: Uint8Array, ours: readonly Direction[], theirs: readonly Direction[], policy: readonly Direction[], rights: readonly Right[], token: typeof TOKENS[number] }

/** Cells that let something flow: 3 scopes × (8 of 64 offers that meet) × rights that suffice × 2 tokens, for push 4 of 7 grants and for pull 3. */
const LEGAL_CELLS = 3 * 8 * (4 + 3) * 2

function * questions (): Generator<{ cell: Cell, value: StreamQuestion }> {
  const sides = OFFERS.flatMap(ours => OFFERS.flatMap(theirs => OFFERS.map(policy => ({ ours, theirs, policy }))))

  for (const scope of SCOPES) {
    for (const side of sides) {
      for (const rights of GRANTS) {
        yield * TOKENS.map(token => ({ cell: { scope, ...side, rights, token }, value: questionOf({ scope, ...side, rights, token }) }))
      }
    }
  }
}

function questionOf ({ scope, ours, theirs, policy, rights, token }: Cell): StreamQuestion {
  return {
    ...allOf(scope),
    ours: declaration([offer(seededBytes('decoy'), ['push', 'pull']), ...listed(scope, ours)]),
    theirs: declaration(listed(scope, theirs)),
    policy: policyOf(listed(scope, policy)),
    standing: standingOf(rights),
    token: tokenOf(scope, token)
  }
}

function tokenOf (scope: Uint8Array, token: Cell['token']): StreamQuestion['token'] {
  switch (token) {
    case 'absent': return 'not_needed'
    case 'named': return [OTHER, scope]
    default: return SCOPES.filter(other => other !== scope)
  }
}

function isLegal (direction: Direction, { scope, ours, theirs, policy, rights, token }: Cell): boolean {
  const enough: readonly Right[] = direction === 'pull' ? ['read', 'admin'] : ['read', 'write', 'admin']

  return scope !== LOCAL_SCOPE && token !== 'other' && theirs.includes(direction) && policy.includes(direction) &&
    ours.includes(direction === 'push' ? 'pull' : 'push') && rights.some(right => enough.includes(right))
}

/** A question of which everything is allowed. */
function allOf (scope: Uint8Array): StreamQuestion {
  const both = offer(scope, ['push', 'pull'])

  return {
    scope, peer: PEER, state: 'active', theirs: declaration([both]), ours: declaration([both]), policy: policyOf([both]), standing: standingOf(['read', 'write']), token: [scope], nowMs: NOW
  }
}

function standingOf (rights: readonly Right[]): Standing {
  return judgeActs(CREATOR, rights.length === 0 ? [] : [grant(place(0, 1), 1, { rights })]).standingNow(PEER, NOW)
}

function policyOf (scopes: readonly DeclaredScope[]): OperatorPolicy {
  return { scopes, peers: new Map() }
}

function declaration (scopes: readonly DeclaredScope[], expiresMs = NOW + 1): DeclarationBody {
  return { names: [], relays: [], scopes, sequence: 1, expiresMs }
}

function listed (scope: Uint8Array, directions: readonly Direction[]): DeclaredScope[] {
  return directions.length === 0 ? [] : [offer(scope, directions)]
}

function offer (scope: Uint8Array, directions: readonly Direction[]): DeclaredScope {
  return { scope, push: directions.includes('push'), pull: directions.includes('pull') }
}
