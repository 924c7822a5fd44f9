import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { openStage } from '../fixtures/stage.ts'
import { Judge } from './judge.ts'
import { seal } from './raw/bundle.ts'
import { chanceOfRun } from './raw/chance.ts'
import { FETCH_ATTACKS } from './raw/fetch-attacks.ts'
import { FRAME_ATTACKS } from './raw/frame-attacks.ts'
import { GOSSIP_ATTACKS } from './raw/gossip-attacks.ts'
import { topicOf, whole } from './raw/gossip.ts'
import { DECLARATION_ATTACKS, HELLO_ATTACKS } from './raw/hello-attacks.ts'
import { mutatedAttacks } from './raw/mutated-attacks.ts'
import { fillShare, floodTokens, replayEnded, storm, useAtOnce } from './raw/races.ts'
import { SERVICE_ATTACKS } from './raw/service-attacks.ts'
import { SLOW_ATTACKS } from './raw/slow.ts'
import { Stranger } from './raw/stranger.ts'
import { SYNC_ATTACKS } from './raw/sync-attacks.ts'
import { TOKEN_ATTACKS } from './raw/token-attacks.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'
import type { Attack } from './raw/attack.ts'

const CHANCE = chanceOfRun()

const TABLES: ReadonlyArray<readonly [title: string, attacks: readonly Attack[]]> = [
  ['frames', FRAME_ATTACKS], ['hellos', HELLO_ATTACKS], ['declarations', DECLARATION_ATTACKS], ['tokens', TOKEN_ATTACKS], ['runs of sync', SYNC_ATTACKS],
  ['requests of fetch', FETCH_ATTACKS], ['messages of gossip', GOSSIP_ATTACKS], ['messages of libp2p, and before hello', SERVICE_ATTACKS],
  [`spoilt frames (FACTMESH_TEST_SEED=${CHANCE.seed})`, mutatedAttacks(CHANCE)]
]

/** Nonces that one issuer may have. */
const NONCES_PER_ISSUER = 1_024

/** Junk tokens; `FACTMESH_TEST_TOKENS=100000` sends more. */
const JUNK_TOKENS = Number(process.env.FACTMESH_TEST_TOKENS ?? 10_000)

/** Entries of one kind and peer that are written in a minute. */
const WRITTEN_PER_MINUTE = 60

/** MB by which the memory of the target may grow: generous, as a leak of what attackers send would be above it. */
const GROWTH_MB_MAX = 400

/** Facts of each honest daemon during the storm. */
const WRITES = 40

const TIMEOUT_MS = 600_000

const TOKENS = (code: string): string => `factmesh_access_tokens_total{code="${code}"}`

const EVENTS = (type: string): string => `factmesh_audit_events_total{type="${type}"}`

describe('attacker: from the documents alone', function () {
  this.timeout(TIMEOUT_MS)

  let stage: Stage
  let target: Daemon
  let honest: Daemon
  let judge: Judge
  let address: string
  let memoryMb: number
  let slow: Array<Promise<void>>

  /** By how much the counters of the target went up meanwhile. */
  async function stepsOf (names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
    const before = await judge.counts()

    await work()

    const after = await judge.counts()

    return names.map(name => (after.get(name) ?? 0) - (before.get(name) ?? 0))
  }

  async function tryAll (attacks: readonly Attack[]): Promise<void> {
    await judge.try(attacks)
  }

  async function write (daemon: Daemon, no: number): Promise<void> {
    await daemon.client.assert({ entity: `door:${no}`, relation: 'door:state', value: { type: 'number', v: no } })
  }

  async function expectEqual (bundles: number): Promise<void> {
    const roots = await eventually('both daemons held the same', async () => {
      const sets = await Promise.all([target, honest].map(async daemon => daemon.publicScope()))

      return sets[0].root === sets[1].root && sets[0].facts >= bundles ? sets : undefined
    })

    expect(roots.map(({ facts }) => facts)).to.deep.equal([bundles, bundles])
  }

  before(async () => {
    stage = await openStage()
    target = await stage.daemon('target')
    address = target.api.multiaddrs[0]
    honest = await stage.daemon('honest', '--bootstrap', address)
    judge = new Judge(target)
    await write(target, 1)
    await write(honest, 2)
    await expectEqual(2)
  })

  after(async () => { await stage.close() })

  it('what is said as it should be is heard: hello, sync, gossip', async () => {
    const stranger = await Stranger.greet(address, { gossips: true })
    const topic = topicOf(stranger.scope)

    expect((await stranger.copy()).isEqual).to.equal(true)
    await eventually('the target took part in gossip', () => stranger.isHeardIn(topic) ? true : undefined)
    await stranger.publish(topic, whole(seal({ keys: stranger.keys, scope: stranger.scope }).bytes))
    await expectEqual(3)
    await stranger.stop()
    memoryMb = (await target.memory()).nowMb
    slow = SLOW_ATTACKS.map(async ({ act }) => act(address))
  })

  for (const [title, attacks] of TABLES) {
    it(`${attacks.length} ${title}: each leaves its entries and steps, and changes nothing`, async () => { await tryAll(attacks) })
  }

  it('64 uses of one token at once: exactly one opens', async () => {
    const [accepted, replays] = await stepsOf([TOKENS('accepted'), EVENTS('replay_attempt')], async () => {
      const { opened, peer, refused } = await useAtOnce(address)

      expect({ opened, refused }).to.deep.equal({ opened: 1, refused: 63 })
      expect((await judge.entriesAbout(peer, WRITTEN_PER_MINUTE)).filter(entry => entry === 'replay_attempt nonce_already_seen')).to.have.lengthOf(WRITTEN_PER_MINUTE)
    })

    expect(accepted).to.be.at.least(1)
    expect(replays).to.equal(63)
  })

  it('a token again, on another connection and after its end', async () => {
    const peers = await replayEnded(address, async isOver => { await eventually('the token had ended', async () => await isOver() ? true : undefined) })

    expect(peers).to.have.lengthOf(2)
    expect((await judge.entriesAbout(peers[0], 1)).join()).to.match(/^(replay_attempt nonce_already_seen|rejected_token token_expired)$/)
    expect(await judge.entriesAbout(peers[1], 1)).to.deep.equal(['replay_attempt nonce_already_seen'])
  })

  it(`${JUNK_TOKENS} junk nonces: memory is flat, and others are served`, async () => {
    const [full, expected] = await stepsOf([TOKENS('quota_exceeded'), EVENTS('rejected_token')], async () => { await fillShare(address, NONCES_PER_ISSUER + 50) })

    expect([full, expected]).to.deep.equal([1, 1])

    const beforeMb = (await target.memory()).nowMb
    const steps = await stepsOf([TOKENS('peer_not_approved'), EVENTS('rejected_token')], async () => {
      const peer = await floodTokens(address, JUNK_TOKENS)

      expect((await judge.entriesAbout(peer, WRITTEN_PER_MINUTE))[0]).to.equal('rejected_token peer_not_approved')
    })

    expect(steps).to.deep.equal([JUNK_TOKENS, JUNK_TOKENS])

    const victim = await Stranger.greet(address)

    expect((await victim.copy()).isEqual).to.equal(true)
    await victim.stop()
    const afterMb = (await target.memory()).nowMb

    printFigures('junk tokens', { sent: JUNK_TOKENS, 'MB before': beforeMb, 'MB after': afterMb })
    expect(afterMb - beforeMb).to.be.below(GROWTH_MB_MAX)
  })

  it('honest daemons agree during a storm', async () => {
    let isOver = false
    const storms = Array.from({ length: 4 }, async () => storm(address, () => isOver))

    for (let no = 0; no < WRITES; no++) {
      await Promise.all([write(target, 100 + no), write(honest, 200 + no)])
    }

    await expectEqual(3 + 2 * WRITES)
    isOver = true
    printFigures('storm', { peers: (await Promise.all(storms)).reduce((sum, count) => sum + count, 0), facts: 2 * WRITES })
    await expectEqual(3 + 2 * WRITES)
  })

  it('peers that are slow are given up', async () => {
    await Promise.all(slow)
  })

  it('everything stands: the log is whole, memory is bounded, both end in order', async () => {
    const report = await (await target.fetch('/v1/audit/verifications', { method: 'POST' })).json() as { ok: boolean, entries: number }
    const { nowMb, peakMb } = await target.memory()

    printFigures('attacked daemon', { entries: report.entries, 'MB before': memoryMb, 'MB after': nowMb, 'MB at most': peakMb })
    expect(report.ok).to.equal(true)
    expect(nowMb - memoryMb).to.be.below(GROWTH_MB_MAX)
    expect([await target.stop(), await honest.stop()].map(({ code }) => code)).to.deep.equal([0, 0])
  })
})
