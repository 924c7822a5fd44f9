import { expect } from 'aegir/chai'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { HostilePeer } from '../fixtures/hostile-peer.ts'
import { liesAbout } from '../fixtures/lies.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Mallory } from '../fixtures/mallory.ts'
import type { Stage } from '../fixtures/stage.ts'

const SCOPE = publicScopeId('main')
const FACTS = 200

/** How long a liar goes on, so that it is listened to about three times: at once, after 2 s and after 6 s. */
const LYING_MS = 7_000
const RUNS_MAX = 4

/** Bytes that an honest node says in a run that is worth nothing: what a search may cost, whatever the set. */
const SEARCH_BYTES_MAX = 1_100_000

const FLAGS = ['--gossip', 'off', '--sync-interval', '1', '--log-level', 'error']

/** What a liar got for its lies. */
interface Spoils {
  bytesOut: number
  bytesIn: number
  /** Last words of the honest side by code. */
  readonly words: Map<string, number>
}

describe('scenario: peers that lie in sync', function () {
  this.timeout(300_000)

  let stage: Stage
  let honest: Daemon
  let friend: Daemon
  let written = 0

  async function write (daemon: Daemon): Promise<void> {
    const no = written++
    await daemon.client.assert({ entity: `thing:${no}`, relation: 'test:number', value: { type: 'number', v: no } })
  }

  before(async () => {
    stage = await openStage()
    honest = await stage.daemon('honest', ...FLAGS)
    friend = await stage.daemon('friend', ...FLAGS)
    for (let no = 0; no < FACTS; no++) { await write(honest) }
    await friend.client.addPeer(honest.api.multiaddrs[0])
    await eventually('both are equal', isEqual)
  })

  after(async () => {
    await stage.close()
  })

  async function isEqual (): Promise<true | undefined> {
    const [one, other] = [await honest.publicScope(), await friend.publicScope()]

    return one.root === other.root && one.facts === written ? true : undefined
  }

  /** The row of the honest daemon about a peer. */
  async function rowOf (peer: string): Promise<{ faults: number, failures: number, nextDue: string | null }> {
    const { scopes } = await honest.client.sync()
    const [row] = scopes[0].peers.filter(({ peer_id: id }) => id === peer)

    return { faults: row.faults, failures: row.failures, nextDue: row.next_due }
  }

  /** Tells a lie again and again until a moment of `performance.now`. */
  async function lieFor (peer: HostilePeer, tell: (mallory: Mallory) => Promise<unknown>, endMs: number): Promise<Spoils> {
    const spoils: Spoils = { bytesIn: 0, bytesOut: 0, words: new Map() }
    while (performance.now() < endMs) {
      await peer.lie(SCOPE, async mallory => {
        const last = await tell(mallory).catch(() => undefined)
        const word = typeof last === 'object' && last != null && 'code' in last ? String(last.code) : 'nothing'
        spoils.words.set(word, (spoils.words.get(word) ?? 0) + 1)
        spoils.bytesIn += mallory.bytesIn
        spoils.bytesOut += mallory.bytesOut
      })
    }

    return spoils
  }

  /** Lets a peer lie while the honest ones work, and expects that it is left alone. */
  async function face (no: number): Promise<void> {
    const peer = await HostilePeer.connectPolitely(honest.api.multiaddrs[0])
    const { title, code, tell } = liesAbout({ scope: SCOPE, peers: peer.peers })[no]
    const before = { busy: await honest.processorSeconds(), bundles: (await honest.publicScope()).bundles }
    const endMs = performance.now() + LYING_MS
    const lying = lieFor(peer, tell, endMs)
    let rounds = 0

    while (performance.now() < endMs) {
      await write(friend)
      await write(honest)
      await eventually('the honest ones agree meanwhile', isEqual)
      rounds++
    }

    const { bytesIn, bytesOut, words } = await lying
    const heard = [...words].reduce((sum, [word, count]) => word === 'busy' ? sum : sum + count, 0)
    const row = await rowOf(peer.peers[0])
    const { entries } = await honest.client.audit({ peer: peer.peers[0] })

    expect([...words.keys()], 'what it was told').to.include(code)
    expect(entries.map(({ reason }) => reason), 'audited').to.include(`sync_${code}`)
    expect(heard, 'runs that were listened to').to.be.at.most(RUNS_MAX)
    expect(bytesIn, 'bytes that it got').to.be.at.most(RUNS_MAX * SEARCH_BYTES_MAX)
    expect(row.faults).to.be.within(1, RUNS_MAX)
    expect(rounds, 'times that the honest ones agreed').to.be.at.least(1)
    expect(await honest.publicScope()).to.include({ wanted: 0, bundles: before.bundles + 2 * rounds })
    printFigures(title, { heard, refused: words.get('busy') ?? 0, 'bytes told': bytesOut, 'bytes got': bytesIn, faults: row.faults, agreed: rounds, 'processor s': await honest.processorSeconds() - before.busy })
    await peer.stop()
  }

  for (const [no, { title }] of liesAbout({ scope: SCOPE, peers: ['', ''] }).entries()) {
    it(`leaves a peer alone that tells of ${title}`, async () => { await face(no) })
  }
})
