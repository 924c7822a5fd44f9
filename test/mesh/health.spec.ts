import { expect } from 'aegir/chai'
import { agreementOf, silenceWarnings } from '../../src/mesh/index.ts'
import { platform } from '../../src/platform/index.ts'
import { draftOf, Meshes, next, rootOf, until } from '../fixtures/meshes.ts'
import type { AgreementInput, SilenceInput } from '../../src/mesh/index.ts'
import type { SyncRun, SyncStatus } from '../../src/network/sync/index.ts'

const RUN: SyncRun = { result: 'equal', role: 'initiator', startedAtMs: 0, ms: 1, rounds: 1, turns: 2, bytesIn: 1, bytesOut: 1, bundlesIn: 0, bundlesOut: 0 }
const PUBLIC = { name: 'public', id: 'public@a', facts: 3, bundles: 2, root: 'aa', wanted: 0, absent: 0, refused: 0, erased: 0, absentBundles: [] }
const LOCAL = { name: 'local', id: 'local@b', facts: 0, bundles: 0, root: null, wanted: 0, absent: 0, refused: 0, erased: 0, absentBundles: [] }

function rowOf (peer: string, row: Partial<SyncStatus> = {}): SyncStatus {
  return { peer, scope: 'public', running: false, failures: 0, faults: 0, lastRun: RUN, equalAtMs: 500, successAtMs: 500, equalRoot: 'aa', silentMs: 10, ...row }
}

function peerOf (peerId: string, status = 'connected', allowedScopes = ['public']): AgreementInput['peers'][number] {
  return { peerId, status, allowedScopes }
}

describe('what a node says of its agreement with others', () => {
  const input: AgreementInput = {
    scopes: [PUBLIC, LOCAL],
    peers: [peerOf('bob'), peerOf('carol'), peerOf('dave', 'known')],
    alone: new Set(),
    rows: [rowOf('bob'), rowOf('carol')],
    nowMs: 2_000
  }

  it('is in sync when every connected peer was found to have the present root', () => {
    const [scope, ...more] = agreementOf(input)
    expect(more, 'local is shared with nobody').to.have.length(0)
    expect(scope).to.include({ scope: 'public', bundles: 2, root: 'aa', inSync: true, state: 'in sync' })
    expect(scope.peers.map(({ inSync, lagMs }) => [inSync, lagMs])).to.deep.equal([[true, 0], [true, 0], [false, undefined]])
  })

  const cases: Array<{ name: string, change: Partial<AgreementInput>, state: string }> = [
    { name: 'a set that changed', change: { scopes: [{ ...PUBLIC, root: 'bb' }] }, state: '2 of 2 peers: not compared since the last change' },
    { name: 'one peer that was compared before', change: { rows: [rowOf('bob'), rowOf('carol', { equalRoot: '99' })] }, state: '1 of 2 peers: not compared since the last change' },
    { name: 'a set that grew meanwhile', change: { rows: [rowOf('bob'), rowOf('carol', { equalRoot: undefined })] }, state: '1 of 2 peers: not compared since the last change' },
    { name: 'a peer that was never met', change: { rows: [rowOf('bob')] }, state: '1 of 2 peers: not compared yet' },
    { name: 'a failed run', change: { rows: [rowOf('bob'), rowOf('carol', { equalRoot: '99', lastRun: { ...RUN, result: 'error', code: 'stream' } })] }, state: '1 of 2 peers: the last run failed (stream)' },
    { name: 'a partial run', change: { rows: [rowOf('bob'), rowOf('carol', { equalRoot: '99', lastRun: { ...RUN, result: 'partial' } })] }, state: '1 of 2 peers: one side lacks or declines what the other has' },
    { name: 'a run under way', change: { rows: [rowOf('bob'), rowOf('carol', { equalRoot: '99', running: true })] }, state: '1 of 2 peers: a run is under way' },
    { name: 'content that is not here, at equal roots', change: { scopes: [{ ...PUBLIC, wanted: 1 }] }, state: '1 bundle is wanted' },
    { name: 'a bundle that others name, at equal roots', change: { scopes: [{ ...PUBLIC, absent: 1 }] }, state: '1 bundle is absent' },
    { name: 'several things', change: { scopes: [{ ...PUBLIC, wanted: 2, absent: 3 }], rows: [rowOf('bob')] }, state: '2 bundles are wanted; 3 bundles are absent; 1 of 2 peers: not compared yet' },
    { name: 'nobody', change: { peers: [peerOf('bob', 'known')] }, state: 'no peer is connected' }
  ]

  cases.forEach(({ name, change, state }) => {
    it(`is not in sync: ${name}`, () => {
      const [scope] = agreementOf({ ...input, ...change })
      expect(scope).to.include({ inSync: false, state: `not in sync: ${state}` })
      expect(scope.peers.every(({ inSync }) => inSync)).to.equal(false)
    })
  })

  it('is in sync in a scope of which it is the only member, and does not count peers that do not share one', () => {
    const team = { ...PUBLIC, name: 'team', id: 'team@c' }
    const [one] = agreementOf({ ...input, scopes: [team], alone: new Set(['team']) })
    expect(one).to.deep.include({ inSync: true, state: 'in sync', peers: [] })
    const [other] = agreementOf({ ...input, scopes: [team], peers: [peerOf('bob'), peerOf('carol', 'connected', ['public', 'team'])], rows: [rowOf('carol', { scope: 'team' })] })
    expect(other).to.include({ inSync: true, state: 'in sync' })
    expect(other.peers.map(({ peerId }) => peerId), 'nothing flows to bob, so nothing is said of him').to.deep.equal(['carol'])
    expect(agreementOf({ ...input, scopes: [team] })[0].state, 'nobody who shares it is connected').to.equal('not in sync: no peer is connected')
  })

  it('tells how long ago the sets were equal', () => {
    const [{ peers }] = agreementOf({ ...input, scopes: [{ ...PUBLIC, root: 'bb' }] })
    expect(peers.map(({ lagMs }) => lagMs)).to.deep.equal([1_500, 1_500, undefined])
  })

  it('follows two nodes from a difference to agreement and back', async () => {
    const meshes = new Meshes()
    try {
      const [alice, bob] = [await meshes.make({ gossip: false, syncIntervalMs: 60_000 }), await meshes.make({ gossip: false, syncIntervalMs: 60_000 })]
      expect(alice.agreement().scopes[0].state).to.equal('not in sync: no peer is connected')
      await alice.assert(draftOf(1))
      await meshes.join(alice, bob)
      await until('both are in sync', () => [alice, bob].every(mesh => mesh.agreement().scopes[0].state === 'in sync'))
      expect(rootOf(alice)).to.equal(rootOf(bob))
      await alice.assert(draftOf(2))
      expect(alice.agreement().scopes[0]).to.include({ inSync: false, state: 'not in sync: 1 of 1 peer: not compared since the last change' })
      expect(bob.agreement().scopes[0].inSync, 'bob cannot know yet').to.equal(true)
      expect((await bob.syncNow()).map(({ peer, scope, result }) => [peer, scope, result])).to.deep.equal([[alice.peerId, 'public', 'equal']])
      await until('both are in sync again', () => [alice, bob].every(mesh => mesh.agreement().scopes[0].inSync))
      const { totals } = bob.agreement()
      expect(totals).to.include({ convergences: 2, bundlesIn: 2 })
      expect(totals.results).to.include({ error: 0 })
      expect(bob.metrics().find(({ name }) => name === 'factmesh_sync_convergence_seconds')?.samples[1]).to.deep.equal({ suffix: '_count', value: 2 })
      expect(bob.metrics().find(({ name }) => name === 'factmesh_replica_hlc_updates_total')?.samples).to.deep.equal([{ value: 2 }])
    } finally {
      await meshes.stop()
    }
  })

  it('tells of a peer whose clock is wrong, and notes it', async () => {
    const meshes = new Meshes()
    try {
      const machine = platform()
      const clock = { nowMs: () => machine.clock.nowMs(), monotonicMs: () => machine.clock.monotonicMs() }
      const net = await meshes.make({ syncIntervalMs: false })
      const ahead = await meshes.make({ syncIntervalMs: false, platform: { ...machine, clock: { ...clock, nowMs: () => clock.nowMs() + 700 } } })
      const skew = next(net, 'clock:skew')
      await meshes.join(net, ahead)
      const detail = await skew
      expect(detail).to.include({ peer: ahead.peerId, seenIn: 'hello' })
      expect(detail.skewMs).to.be.above(500)
      expect(net.status().warnings.filter(warning => warning.startsWith('clock_skew: '))).to.have.length(1)
      const entry = await until('it was noted', async () => (await net.audit({ type: 'hlc_anomaly' })).records[0])
      expect(entry).to.include({ peer: ahead.peerId, reason: 'clock_skew' })
    } finally {
      await meshes.stop()
    }
  })
})

describe('silence', () => {
  const input: SilenceInput = { rows: [rowOf('bob', { silentMs: 60_001 }), rowOf('carol')], scopes: ['public'], syncIntervalMs: 5_000, knowsPeers: true, startedAtMs: 0, nowMs: 100_000 }
  const codesOf = (change: Partial<SilenceInput>): string[] => silenceWarnings({ ...input, ...change }).map(warning => warning.split(':')[0])

  it('is warned of after a minute', () => {
    expect(silenceWarnings(input)).to.deep.equal([
      'sync_silent: no reconciliation of "public" with 1 connected peer came to its end for more than 60 s; "factmesh sync status" says why.'
    ])
    expect(codesOf({ rows: [rowOf('bob', { silentMs: 60_000 })] })).to.deep.equal([])
  })

  it('takes three intervals where they are longer, and is none when there is no interval', () => {
    expect(codesOf({ syncIntervalMs: 20_001 })).to.deep.equal([])
    expect(codesOf({ syncIntervalMs: 19_999 })).to.deep.equal(['sync_silent'])
    expect(codesOf({ syncIntervalMs: false })).to.deep.equal([])
  })

  it('is warned of when no known peer was connected for so long', () => {
    const gone = [rowOf('bob', { silentMs: undefined, successAtMs: 50_000 })]
    expect(codesOf({ rows: gone })).to.deep.equal([])
    expect(codesOf({ rows: gone, nowMs: 110_001 })).to.deep.equal(['sync_alone'])
    expect(codesOf({ rows: [], nowMs: 60_001 })).to.deep.equal(['sync_alone'])
    expect(codesOf({ rows: [], nowMs: 60_001, startedAtMs: 30_000 })).to.deep.equal([])
    expect(codesOf({ rows: [], knowsPeers: false }), 'a node that was told of nobody').to.deep.equal([])
  })
})
