import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NodeProcess } from './nodes/node-process.ts'
import { GateRelay } from './nodes/relay.ts'
import { auditOf, digestOf, factsOf } from './victim.ts'
import { same, waitFor } from './wait.ts'
import type { Gate, GateStage } from './interface.ts'

const FACTS = 1_000
const HALF = FACTS / 2

/** Bytes of the second half that pass: less than one frame of sync, and more than one. */
const PASSING = { lost: 30_000, stored: 130_000 } as const

/** What became of the facts that the publisher sent before it died. */
type Page = keyof typeof PASSING

const PAGES: readonly Page[] = ['lost', 'stored']

const FLAGS = ['--gossip', 'off', '--sync-interval', '2', '--log-level', 'info']

function namesOf (page: Page): Record<'held' | 'refused' | 'works' | 'resumed' | 'once' | 'whole', string> {
  return {
    held: page === 'lost' ? 'page lost: nothing of it is stored' : 'page stored: some of it is durable',
    refused: `page ${page}: a reconciliation with the peer that is down is answered 503`,
    works: `page ${page}: the node runs on, reads and writes`,
    resumed: `page ${page}: what was durable is not asked again`,
    once: `page ${page}: no fact twice`,
    whole: `page ${page}: all ${FACTS} facts in the end`
  }
}

/** Gate 11.3: the publisher dies in the middle of a reconciliation, with the page lost and with the page stored. */
export const PARTIAL_FAILURE: Gate = {
  number: '11.3',
  title: 'partial failure',
  outcomes: PAGES.flatMap(page => Object.values(namesOf(page))),
  async run (stage) {
    for (const page of PAGES) { await play(stage, page) }
  }
}

async function play (stage: GateStage, page: Page): Promise<void> {
  const { folder, program } = stage
  const home = join(folder, `publisher-${page}`)
  const reader = await NodeProcess.start(program, join(folder, `subscriber-${page}`), [...FLAGS, '--listen', '/p2p-circuit'])
  let writer = await NodeProcess.start(program, home, FLAGS)
  const relay = await GateRelay.open(writer.addresses[0])
  try {
    await write(writer, 0)
    await reader.client.addPeer(relay.address)
    await waitFor('the first half is stored', async () => await factsOf(reader) === HALF)
    relay.cut()
    await waitFor('the subscriber is alone', async () => (await reader.client.status()).peers_connected === 0)
    await writer.end()
    writer = await elsewhere(program, home)
    await write(writer, HALF)
    relay.mend(writer.addresses[0])
    relay.holdAfter(PASSING[page])
    await waitFor('the page was sent', async () => relay.isHolding && (page === 'lost' || await factsOf(reader) > HALF))
    await writer.end('SIGKILL')
    relay.cut()
    await waitFor('the publisher is missed', async () => (await reader.client.status()).peers_connected === 0)
    await waitFor('what came before is stored', async () => (await reader.client.sync()).scopes.every(({ peers }) => peers.every(({ running }) => running == null)))
    const held = await whileDown(stage, { reader, peerId: writer.peerId, page })
    writer = await elsewhere(program, home)
    relay.mend(writer.addresses[0])
    await reader.client.addPeer(relay.address)
    await afterRestart(stage, { reader, held, page })
  } finally {
    relay.close()
    await Promise.all([reader, writer].map(async node => node.end()))
    await stage.keep(`${page}-logs`, [reader.logTail, writer.logTail])
  }
}

async function whileDown (stage: GateStage, { reader, peerId, page }: { reader: NodeProcess, peerId: string, page: Page }): Promise<number> {
  const names = namesOf(page)
  const held = await factsOf(reader)
  await stage.keep(`${page}-down`, await digestOf(reader.client))
  await stage.expect(names.held, () => page === 'lost' ? held === HALF : held > HALF && held < FACTS)
  await stage.expect(names.refused, async () => {
    const problem = await reader.client.syncNow(peerId).then(() => undefined, (error: { status?: number, code?: string }) => error)
    same([problem?.status, problem?.code], [503, 'peer_unreachable'])
  })
  await stage.expect(names.works, async () => {
    const { id } = await reader.client.assert({ entity: 'own:0', relation: 'test:text', value: { type: 'string', v: 'alone' }, scope: 'local' })
    same((await reader.client.fact(id)).entity, 'own:0')
    same([reader.isRunning, await factsOf(reader)], [true, held])
  })
  return held
}

async function afterRestart (stage: GateStage, { reader, held, page }: { reader: NodeProcess, held: number, page: Page }): Promise<void> {
  const names = namesOf(page)
  await waitFor('all facts are there', async () => await factsOf(reader) >= FACTS)
  await waitFor('the run that brought them has ended', async () => (await reader.client.sync()).totals.bundles_in >= FACTS)
  const { totals } = await reader.client.sync()
  await stage.keep(`${page}-end`, { held, totals, after: await digestOf(reader.client), audit: await auditOf(reader.client) })
  await stage.expect(names.resumed, () => { same(totals.bundles_in, FACTS) })
  const entities: string[] = []
  for await (const line of await reader.client.factLines({ scope: 'public' })) { entities.push(JSON.parse(line).entity) }
  await stage.expect(names.once, () => { same(new Set(entities).size, entities.length) })
  await stage.expect(names.whole, async () => { same([entities.length, await factsOf(reader)], [FACTS, FACTS]) })
}

/** Starts a node on other ports than before, so that nobody remembers a way past the relay. */
async function elsewhere (program: string, home: string): Promise<NodeProcess> {
  await rm(join(home, 'ports.json'), { force: true })
  return NodeProcess.start(program, home, FLAGS)
}

/** Writes half of the facts one by one, so that each has a bundle of its own. */
async function write ({ client }: NodeProcess, first: number): Promise<void> {
  for (let no = first; no < first + HALF; no++) {
    await client.assert({ entity: `thing:${no}`, relation: 'test:text', value: { type: 'string', v: `number ${no} `.padEnd(120, '.') } })
  }
}
