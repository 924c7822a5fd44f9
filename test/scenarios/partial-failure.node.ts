import { cp, rm } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { FRAME_BYTES_TARGET } from '../../src/network/wire/index.ts'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { Relay } from '../fixtures/relay.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const FACTS = 1_000
const OWN_FACTS = 20
const ALL_FACTS = FACTS + OWN_FACTS

/** Bytes for what goes to and fro beside the facts: pings, the search for what is still missing, heads of frames. */
const SMALL_TALK_BYTES = 6_144

/** Daemons that reconcile when they meet. */
const FLAGS = ['--gossip', 'off', '--sync-interval', '60', '--log-level', 'error']

/** A reader cannot be dialled, so that nobody finds a way past the relay. */
const READER_FLAGS = [...FLAGS, '--listen', '/p2p-circuit']

/** A writer of many facts and a reader of few, and the relay between them. */
interface Pair {
  readonly writer: Daemon
  readonly reader: Daemon
  readonly relay: Relay
}

/** Writes facts one by one, so that each has a bundle of its own. */
async function writeOneByOne (daemon: Daemon, name: string, count: number): Promise<void> {
  for (let no = 0; no < count; no++) {
    await daemon.client.assert({ entity: `${name}:${no}`, relation: 'test:text', value: { type: 'string', v: `${name} says ${no} `.padEnd(120, '.') } })
  }
}

/** Waits until both have everything and know it. */
async function equal ({ writer, reader }: Pick<Pair, 'writer' | 'reader'>): Promise<void> {
  await eventually('both are equal', async () => {
    const [one, other] = [await writer.publicScope(), await reader.publicScope()]
    const { scopes } = await reader.client.sync()
    const isEqual = one.root === other.root && one.facts === ALL_FACTS && one.wanted + other.wanted === 0

    return isEqual && scopes.every(({ in_sync: inSync }) => inSync) ? true : undefined
  })
}

/** Expects every fact once. */
async function expectEachOnce (daemon: Daemon): Promise<void> {
  const entities: string[] = []

  for await (const line of await daemon.client.factLines()) {
    entities.push(JSON.parse(line).entity)
  }

  expect(entities).to.have.length(ALL_FACTS)
  expect(new Set(entities).size).to.equal(ALL_FACTS)
}

describe('scenario: a sync that is cut in the middle', function () {
  this.timeout(300_000)

  let stage: Stage
  /** Bytes on the wire for one copy that nothing disturbs, and for a meeting of two that are equal. */
  let cleanBytes: number
  let meetingBytes: number
  let homes = 0

  /** A writer with its facts, a reader, and a relay that lets nobody through yet. */
  async function openPair (): Promise<Pair> {
    const no = homes++

    await cp(stage.path('written'), stage.path(`writer-${no}`), { recursive: true })
    const writer = await stage.daemon(`writer-${no}`, ...FLAGS)
    const reader = await stage.daemon(`reader-${no}`, ...READER_FLAGS)

    return { writer, reader, relay: await Relay.open(writer.api.multiaddrs[0]) }
  }

  /** Lets a pair begin, and resolves when half the bytes of the facts have passed. */
  async function copyHalf ({ reader, relay }: Pair): Promise<void> {
    const half = relay.holdAfter(Math.round((cleanBytes + meetingBytes) / 2))

    await reader.client.addPeer(relay.address)
    await half
  }

  /** Resolves when a reader has noticed that nobody is there. */
  async function alone (reader: Daemon): Promise<void> {
    await eventually('the reader is alone', async () => (await reader.client.status()).peers_connected === 0 ? true : undefined)
  }

  /** Writes and reads while nobody is there, and answers how many facts of the writer are there. */
  async function workAlone (reader: Daemon): Promise<number> {
    await writeOneByOne(reader, 'own', OWN_FACTS)
    const { facts } = await reader.client.facts({ entity: `own:${OWN_FACTS - 1}` })

    expect(facts).to.have.length(1)

    return (await reader.publicScope()).facts - OWN_FACTS
  }

  /** Expects that the last run brought what was missing and nothing else. */
  async function expectResumed ({ writer, reader }: Pick<Pair, 'writer' | 'reader'>, held: number): Promise<void> {
    const { totals, scopes } = await reader.client.sync()

    expect(scopes[0].peers[0].failures).to.equal(0)
    expect(totals.bundles_out).to.equal(OWN_FACTS)
    expect(totals.bundles_in).to.be.at.most(FACTS)
    expect((await writer.client.sync()).totals.bundles_in).to.equal(OWN_FACTS)
    await expectEachOnce(reader)
    await expectEachOnce(writer)
    expect(held).to.be.below(FACTS)
  }

  before(async () => {
    stage = await openStage()
    const written = await stage.daemon('written', ...FLAGS)

    await writeOneByOne(written, 'thing', FACTS)
    await written.stop()

    const pair = await openPair()

    await writeOneByOne(pair.reader, 'own', OWN_FACTS)
    await pair.reader.client.addPeer(pair.relay.address)
    await equal(pair)
    cleanBytes = pair.relay.passed().bytes
    pair.relay.cut()
    await alone(pair.reader)
    pair.relay.passed()
    pair.relay.mend()
    await equal(pair)
    meetingBytes = pair.relay.passed().bytes
    pair.relay.close()
  })

  after(async () => {
    await stage.close()
  })

  it('goes on where it ended when the writer is killed: at most one frame comes twice', async () => {
    const pair = await openPair()
    const { relay, reader } = pair

    await copyHalf(pair)
    await pair.writer.kill()
    relay.cut()
    await alone(reader)
    const held = await workAlone(reader)
    // The writer comes back on another port, so that the reader does not remember a way past the relay.
    await rm(stage.path(`writer-${homes - 1}`, 'ports.json'))
    const writer = await stage.daemon(`writer-${homes - 1}`, ...FLAGS)

    relay.mend(writer.api.multiaddrs[0])
    await equal({ writer, reader })
    const { bytes } = relay.passed()
    relay.close()

    expect(held).to.be.above(0)
    expect(bytes).to.be.within(cleanBytes, cleanBytes + FRAME_BYTES_TARGET + 2 * meetingBytes + SMALL_TALK_BYTES)
    expect((await reader.client.sync()).totals.bundles_in, 'what came in both runs').to.equal(FACTS)
    await expectResumed({ writer, reader }, held)
    printFigures('the writer is killed', { 'clean bytes': cleanBytes, 'meeting bytes': meetingBytes, held, bytes, 'bytes more': bytes - cleanBytes })
  })

  /** Kills the reader at once, or after what passed was stored, and expects that only the rest is asked for. */
  async function killReader (page: 'lost' | 'stored'): Promise<void> {
    const pair = await openPair()
    const { relay } = pair

    await copyHalf(pair)

    if (page === 'stored') {
      // Whole frames, up to half empty, have passed by then, and their facts are told of once they are durable.
      const passed = Math.floor((cleanBytes - meetingBytes) / 2 / FRAME_BYTES_TARGET) * FRAME_BYTES_TARGET
      await eventually('the page is stored', async () => (await pair.reader.publicScope()).facts >= 0.5 * FACTS * passed / cleanBytes ? true : undefined)
    }

    await pair.reader.kill()
    relay.cut()
    relay.passed()
    // The writer comes back on another port here as well.
    await pair.writer.stop()
    await rm(stage.path(`writer-${homes - 1}`, 'ports.json'))
    const writer = await stage.daemon(`writer-${homes - 1}`, ...FLAGS)
    const reader = await stage.daemon(`reader-${homes - 1}`, ...READER_FLAGS)
    const held = await workAlone(reader)

    relay.mend(writer.api.multiaddrs[0])
    await reader.client.addPeer(relay.address)
    await equal({ writer, reader })
    const { bytes } = relay.passed()
    relay.close()

    const { totals } = await reader.client.sync()

    expect(totals.bundles_in, 'only what was missing').to.equal(FACTS - held)
    expect(bytes).to.be.at.least((cleanBytes - meetingBytes) * (FACTS - held) / FACTS / 2)
    expect(bytes).to.be.at.most(meetingBytes + (cleanBytes - meetingBytes) * (FACTS + OWN_FACTS - held) / FACTS + SMALL_TALK_BYTES)
    await expectResumed({ writer, reader }, held)

    if (page === 'stored') {
      expect(held).to.be.above(0)
    }

    printFigures(`page ${page}`, { held, asked: totals.bundles_in, bytes })
  }

  for (const page of ['lost', 'stored'] as const) {
    it(`asks for nothing again that was durable when the reader was killed, with the page ${page}`, async () => { await killReader(page) })
  }
})
