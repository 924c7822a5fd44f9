import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { openStage } from '../fixtures/stage.ts'
import type { FactJson } from '../../src/api/index.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const FACTS = 20
const GOSSIP_MS_MAX = 1_000
const SYNC_MS_MAX = 30_000

/** Two daemons that have said hello, both with the same flags. */
async function connectedPair (stage: Stage, ...flags: string[]): Promise<[Daemon, Daemon]> {
  const a = await stage.daemon('a', ...flags)
  const b = await stage.daemon('b', '--bootstrap', a.api.multiaddrs[0], ...flags)

  await eventually('A and B knew each other', async () => {
    const counts = await Promise.all([a, b].map(async ({ client }) => (await client.status()).peers_connected))

    return counts.every(count => count === 1) ? true : undefined
  })

  return [a, b]
}

/** Writes on A until B hears of it: gossip reaches those who listen, and they say so a moment after their hello. */
async function untilHeard (from: Daemon, to: Daemon): Promise<void> {
  let tries = 0

  await eventually('B listened to A', async () => {
    await from.client.assert({ entity: 'door:first', relation: 'door:opened', value: { type: 'number', v: tries++ } })

    return (await to.publicScope()).facts > 0 ? true : undefined
  })
}

/** Writes one fact on A, and waits until B has it. */
async function send (from: Daemon, to: Daemon, text: string, timeoutMs: number): Promise<{ ms: number, fact: FactJson }> {
  const { id } = await from.client.assert({ entity: `door:${text}`, relation: 'door:state', value: { type: 'string', v: text } })
  const started = performance.now()
  const fact = await eventually(`B had ${text}`, async () => to.client.fact(id), timeoutMs)

  return { ms: performance.now() - started, fact }
}

describe('scenario: a fact on its way', function () {
  this.timeout(600_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('is there within a second by gossip alone', async () => {
    const [a, b] = await connectedPair(stage, '--sync-interval', 'off')
    const times: number[] = []

    await untilHeard(a, b)

    for (let i = 0; i < FACTS; i++) {
      const { ms, fact } = await send(a, b, `gossip-${i}`, GOSSIP_MS_MAX)

      expect(fact).to.include({ received_via: 'gossip', received_from: a.api.peerId, author: a.api.peerId, attested: true })
      times.push(ms)
    }

    times.sort((one, other) => one - other)
    printFigures('gossip', { 'p50 ms': times[FACTS / 2], 'worst ms': times[FACTS - 1] })
  })

  it('comes by sync when gossip is off', async () => {
    const [a, b] = await connectedPair(stage, '--gossip', 'off')
    const { ms, fact } = await send(a, b, 'sync', SYNC_MS_MAX)

    expect(fact).to.include({ received_via: 'sync', received_from: a.api.peerId, author: a.api.peerId })
    expect(await b.publicScope()).to.deep.equal(await a.publicScope())
    printFigures('sync', { ms })
  })

  it('keeps text of every legal kind byte by byte', async () => {
    const texts = ['👩‍👩‍👧 née Ångström', 'שלום עולם', 'a\u202eb', '\u0301combining', 'x'.repeat(1_024), '😀'.repeat(256), '{"__proto__":1}', '"\\\u2028\u2029']
    const [a, b] = await connectedPair(stage)

    for (const [i, v] of texts.entries()) {
      const written = await a.client.assert({ entity: `text:${i}`, relation: 'text:content', value: { type: 'string', v } })
      const fact = await eventually('B had the text', async () => b.client.fact(written.id))

      expect(fact.value).to.deep.equal({ type: 'string', v })
      expect(written.value).to.deep.equal({ type: 'string', v })
      expect(await b.client.proof(written.id)).to.deep.equal(await a.client.proof(written.id))
    }
  })
})
