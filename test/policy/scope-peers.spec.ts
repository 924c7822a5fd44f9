import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { decidePeer, declarePeer, hearDeclaration, isLive, NEW_PEER, peerStanding } from '../../src/policy/scope/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import type { DeclarationBody } from '../../src/model/body/index.ts'
import type { PeerCommand, PeerDecision, PeerQuestion, PeerRecord } from '../../src/policy/scope/index.ts'

const SEED = 61_404
const NOW = 1_000
const COMMANDS: readonly PeerCommand[] = ['accept', 'reject', 'revoke', 'reinstate', 'block', 'unblock']

describe('policy/scope declarations', () => {
  const known = declaration({ sequence: 5 })
  const rows: ReadonlyArray<readonly [string, DeclarationBody | undefined, DeclarationBody, string, 'known' | 'incoming']> = [
    ['the first one', undefined, declaration({ sequence: 1 }), 'accepted', 'incoming'],
    ['a newer one', known, declaration({ sequence: 6 }), 'accepted', 'incoming'],
    ['a newer one that narrows', known, declaration({ sequence: 6, scopes: [] }), 'accepted', 'incoming'],
    ['the same one', known, declaration({ sequence: 5 }), 'unchanged', 'known'],
    ['an older one', known, declaration({ sequence: 4 }), 'stale', 'known'],
    ['an older one that lasts longer', known, declaration({ sequence: 4, expiresMs: NOW * 9 }), 'stale', 'known'],
    ['another one of the same number', known, declaration({ sequence: 5, names: ['node-c'] }), 'contradictory', 'known'],
    ['the same one that lasts longer', known, declaration({ sequence: 5, expiresMs: NOW * 9 }), 'contradictory', 'known'],
    ['a newer one that is over', known, declaration({ sequence: 6, expiresMs: NOW }), 'expired', 'incoming'],
    ['the first one, when it is over', undefined, declaration({ expiresMs: 0 }), 'expired', 'incoming']
  ]

  for (const [title, before, incoming, verdict, kept] of rows) {
    it(`finds ${title} ${verdict}`, () => {
      expect(hearDeclaration(before, incoming, NOW)).to.deep.equal({ verdict, held: kept === 'known' ? before : incoming })
    })
  }

  it('are over at their last moment', () => {
    expect([NOW - 1, NOW, NOW + 1].map(nowMs => isLive(declaration({ expiresMs: NOW }), nowMs))).to.deep.equal([true, false, false])
  })

  it('end with the newest one, in whatever order and however often they are heard', () => {
    const heard = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 })

    fc.assert(fc.property(heard, sequences => {
      let held: DeclarationBody | undefined

      for (const sequence of sequences) {
        const before: number = held?.sequence ?? 0
        held = hearDeclaration(held, declaration({ sequence }), NOW).held
        expect(held.sequence).to.be.at.least(before)
      }

      expect(held?.sequence).to.equal(Math.max(...sequences))
    }), { seed: SEED, numRuns: 500 })
  })
})

describe('policy/scope states of peers', () => {
  const steps: ReadonlyArray<readonly [PeerDecision, Partial<Record<PeerCommand, PeerDecision>>]> = [
    ['undecided', { accept: 'accepted', reject: 'rejected', revoke: 'revoked', block: 'blocked' }],
    ['accepted', { reject: 'rejected', revoke: 'revoked', block: 'blocked' }],
    ['rejected', { accept: 'accepted', revoke: 'revoked', block: 'blocked' }],
    ['revoked', { reinstate: 'undecided', block: 'blocked' }],
    ['blocked', { unblock: 'undecided', revoke: 'revoked' }]
  ]

  for (const [decision, legal] of steps) {
    it(`lead from ${decision} where they may`, () => {
      for (const command of COMMANDS) {
        const next = decidePeer({ ...NEW_PEER, decision, declaration: declaration() }, command, 'as agreed')
        expect(next, command).to.deep.equal(legal[command] === undefined ? undefined : { decision: legal[command], reason: 'as agreed', declaration: declaration() })
      }
    })
  }

  it('lead from revoked and blocked to active by no single command', () => {
    for (const decision of ['revoked', 'blocked'] as const) {
      const next = COMMANDS.map(command => decidePeer({ ...NEW_PEER, decision, declaration: declaration() }, command))
      expect(next.some(record => record !== undefined && peerStanding(record, question()).state === 'active')).to.equal(false)
    }
  })

  const rows: ReadonlyArray<readonly [string, Partial<PeerRecord>, Partial<PeerQuestion>, string, string]> = [
    ['both declare and the operator accepted', { decision: 'accepted', reason: 'known key' }, {}, 'active', 'known key'],
    ['both declare and approval is automatic', {}, { approval: 'automatic' }, 'active', ''],
    ['nobody decided', {}, {}, 'pending', 'waits_for_operator'],
    ['we declare nothing', { decision: 'accepted' }, { ours: undefined }, 'pending', 'we_declare_nothing'],
    ['our declaration is over', { decision: 'accepted' }, { ours: declaration({ expiresMs: NOW }) }, 'pending', 'we_declare_nothing'],
    ['the peer declared nothing', { decision: 'accepted', declaration: undefined }, { approval: 'automatic' }, 'pending', 'peer_declares_nothing'],
    ['the declaration of the peer is over', { decision: 'accepted', declaration: declaration({ expiresMs: NOW }) }, {}, 'pending', 'declaration_expired'],
    ['the operator rejected', { decision: 'rejected', reason: 'wrong key' }, { approval: 'automatic' }, 'rejected', 'wrong key'],
    ['the operator revoked', { decision: 'revoked', reason: 'key lost' }, { approval: 'automatic' }, 'revoked', 'key lost'],
    ['the operator blocked', { decision: 'blocked', reason: 'noise' }, { approval: 'automatic' }, 'blocked', 'noise']
  ]

  for (const [title, record, changes, state, reason] of rows) {
    it(`are ${state} when ${title}`, () => {
      expect(peerStanding({ ...NEW_PEER, declaration: declaration(), ...record }, question(changes))).to.deep.equal({ state, reason })
    })
  }

  it('let a peer that is rejected, revoked or blocked declare nothing', () => {
    for (const decision of ['rejected', 'revoked', 'blocked'] as const) {
      const record = { ...NEW_PEER, decision, declaration: declaration() }
      expect(declarePeer(record, declaration({ sequence: 9 }), NOW)).to.deep.equal({ verdict: 'not_heard', record })
    }

    const { verdict, record } = declarePeer(NEW_PEER, declaration(), NOW)
    expect(verdict).to.equal('accepted')
    expect(record).to.deep.equal({ ...NEW_PEER, declaration: declaration() })
    expect(declarePeer(record, declaration(), NOW)).to.deep.equal({ verdict: 'unchanged', record })
  })
})

function declaration (changes: Partial<DeclarationBody> = {}): DeclarationBody {
  return { names: ['node-b'], relays: [], scopes: [{ scope: seededBytes('team'), push: true, pull: true }], sequence: 1, expiresMs: NOW + 1, ...changes }
}

function question (changes: Partial<PeerQuestion> = {}): PeerQuestion {
  return { ours: declaration(), approval: 'manual', nowMs: NOW, ...changes }
}
