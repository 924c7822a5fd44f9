import { expect } from 'aegir/chai'
import { EXIT } from '../../../src/apps/cli/index.ts'
import { cliStage, jsonLines } from '../../fixtures/cli-stage.ts'
import { PEER } from '../../fixtures/fake-mesh.ts'
import type { CliStage } from '../../fixtures/cli-stage.ts'

describe('cli sync', () => {
  let stage: CliStage

  beforeEach(async () => { stage = await cliStage() })
  afterEach(async () => { await stage.close() })

  it('status shows people the state of each scope and the last run with each peer', async () => {
    const { code, out, err } = await stage.run(['sync', 'status'], { isTty: true })
    expect(code).to.equal(0)
    expect(out).to.match(/^public {2}in sync {2}\(0 bundles, root 00\)\nPEER +STATUS +IN SYNC +LAST RUN/)
    expect(out).to.match(new RegExp(`^${PEER.peerId.slice(-8)} +connected +yes +equal +\\d+ min +1 +1 +4 +5 +5 bytes +0 +in 0.0 s$`, 'm'))
    expect(err).to.equal('next  factmesh sync now\n')
  })

  it('status writes one line for each scope, and exits with 7 only when asked to', async () => {
    stage.mesh.storage = { ...stage.mesh.storage, wanted: 2 }
    const plain = await stage.run(['sync', 'status', '--json'])
    expect(plain).to.include({ code: 0, err: '' })
    const [scope, ...more] = jsonLines(plain.out)
    expect(more).to.have.length(0)
    expect(scope).to.deep.include({ scope: 'public', in_sync: false, wanted: 2, state: 'not in sync: it is a test' })
    expect((await stage.run(['sync', 'status', '--json', '--strict'])).code).to.equal(EXIT.partial)
    stage.mesh.storage = { ...stage.mesh.storage, wanted: 0 }
    expect((await stage.run(['sync', 'status', '--json', '--strict'])).code).to.equal(0)
  })

  it('status shows which bundles are absent, and who names them', async () => {
    stage.mesh.absentBundles = [{ id: 'bafyabsent', as: 'previous', namedBy: { author: PEER.peerId, lane: '01f18622955e4757', seq: 6 }, sinceMs: 0 }]
    const { out } = await stage.run(['sync', 'status'], { isTty: true })
    expect(out).to.match(/^ABSENT +NAMED AS +BY +LANE +SEQ +AGO$/m)
    expect(out).to.match(new RegExp(`^bafyabsent +previous +${PEER.peerId.slice(-8)} +01f18622955e4757 +6 +\\d+ min$`, 'm'))
    const [scope] = jsonLines((await stage.run(['sync', 'status'])).out)
    expect(scope).to.deep.include({ absent: 1, absent_bundles: [{ id: 'bafyabsent', as: 'previous', named_by: { author: PEER.peerId, lane: '01f18622955e4757', seq: 6 }, since: '1970-01-01T00:00:00.000Z' }] })
  })

  it('status shows a run that is under way, and a failed one', async () => {
    stage.mesh.agreed = { ...stage.mesh.agreed, inSync: false, failures: 3, lastRun: { ...PEER.sync.public, result: 'error', code: 'stream' }, progress: { ...PEER.sync.public, bundlesExpected: 90 }, dueAtMs: undefined }
    const { out } = await stage.run(['sync', 'status'], { isTty: true })
    expect(out).to.match(/ no +stream .* 3 +running, 4 in, 5 out$/m)
    const [scope] = jsonLines((await stage.run(['sync', 'status'])).out)
    expect(scope).to.have.nested.property('peers[0].running.bundles_expected', 90)
    expect(scope).to.have.nested.property('peers[0].next_due', null)
  })

  it('takes the end of a peer id, and says when it knows none', async () => {
    const [scope] = jsonLines((await stage.run(['sync', 'status', PEER.peerId.slice(-8)])).out)
    expect(scope.peers).to.have.length(1)
    for (const command of ['status', 'now']) {
      const { code, out, err } = await stage.run(['sync', command, 'nobody'])
      expect(code).to.equal(EXIT.notFound)
      expect(out).to.equal('')
      expect(err).to.contain('unknown_peer')
    }
  })

  it('now tells what the runs came to', async () => {
    const { code, out } = await stage.run(['sync', 'now', PEER.peerId, '--json'])
    expect(code).to.equal(0)
    expect(jsonLines(out)).to.have.length(1)
    expect(jsonLines(out)[0]).to.include({ peer_id: PEER.peerId, scope: 'public', result: 'equal', bundles_in: 4 })
  })

  it('now shows people how far the runs are while they wait', async () => {
    const gate = Promise.withResolvers<void>()
    stage.mesh.syncGate = gate.promise
    stage.mesh.agreed = { ...stage.mesh.agreed, progress: { ...PEER.sync.public, bundlesIn: 45, bundlesOut: 0, bundlesExpected: 90 } }
    const { code, out, err } = await stage.run(['sync', 'now'], {
      isTty: true,
      hear: (_, err) => { if (err.includes('45 in, 0 out')) { gate.resolve() } }
    })
    expect(code).to.equal(0)
    expect(err).to.contain(' 50 %  public with ').and.to.match(/\r +\rnext {2}factmesh sync status\n$/)
    expect(out).to.match(/^PEER +SCOPE +RESULT .*\n\w{8} +public +equal +1 +1 +4 +5 +5 bytes +6 ms\n$/)
  })

  it('now exits with 7 when a set was not found equal, and when nobody is connected', async () => {
    const syncNow = stage.mesh.syncNow.bind(stage.mesh)
    stage.mesh.syncNow = async () => (await syncNow()).map(run => ({ ...run, result: 'partial' as const }))
    expect((await stage.run(['sync', 'now', '--json'])).code).to.equal(EXIT.partial)
    stage.mesh.syncNow = async () => []
    expect(await stage.run(['sync', 'now', '--json'])).to.deep.equal({ code: EXIT.partial, out: '', err: 'no peer is connected\n' })
  })

  it('now waits no longer than it is told to', async () => {
    stage.mesh.syncGate = new Promise(() => {})
    const { code, err } = await stage.run(['sync', 'now', '--timeout', '50ms'])
    expect(code).to.equal(EXIT.partial)
    expect(err).to.contain('timed_out')
  })
})
