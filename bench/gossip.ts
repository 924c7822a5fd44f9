import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestMesh } from '../src/testing/index.ts'
import { Relay } from '../test/fixtures/relay.ts'
import { busyMs, percentile } from './bench.ts'
import { nextDraft } from './facts.ts'
import { withPeers } from './peer-process.ts'
import { progress, progressEnds } from './progress.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'
import type { FactMesh } from '../src/index.ts'
import type { TestMesh } from '../src/testing/index.ts'

const MESSAGES = 100

/** Five messages a second. */
const BEAT_MS = 200
const PATIENCE_MS = 5_000

const NODES = 50

/** Each node dials those that stand so many places after it: all are at most four hops apart. */
const STEPS = [1, 7, 19]

/** Milliseconds from the beginning of a write to its arrival on the disk of the reader; undefined when it does not come. */
async function latency (writer: PeerProcess, reader: PeerProcess): Promise<number | undefined> {
  const { hash, startedMs } = await writer.ask('writeTimed')

  for (let waited = 0; waited < PATIENCE_MS; waited += BEAT_MS) {
    await pause(BEAT_MS)
    const arrivedMs = await reader.ask('arrival', hash)

    if (arrivedMs != null) {
      return arrivedMs - startedMs
    }
  }

  return undefined
}

/** Two processes through a relay that counts: p50, p99, share that arrived, bytes on the wire for each fact. */
async function measurePair (): Promise<number[]> {
  return inScratch(async folder => withPeers(2, async ([writer, reader]) => {
    const { address } = await writer.ask('open', { home: join(folder, 'writer'), syncIntervalMs: false })
    const relay = await Relay.open(address)

    await reader.ask('open', { home: join(folder, 'reader'), syncIntervalMs: false, bootstrap: [relay.address], listen: [] })

    // The first message gets through once the reader has said that it listens.
    for (let heard: number | undefined; heard == null;) {
      heard = await latency(writer, reader)
    }

    const times: number[] = []
    relay.passed()

    for (let i = 0; i < MESSAGES; i++) {
      times.push(...[await latency(writer, reader)].filter(ms => ms != null))
    }

    const { bytes } = relay.passed()
    relay.close()

    return [percentile(times, 0.5), percentile(times, 0.99), times.length / MESSAGES * 100, bytes / MESSAGES]
  }))
}

/** Connects all nodes by their steps. */
async function connect (net: TestMesh): Promise<void> {
  for (let i = 0; i < NODES; i++) {
    for (const step of STEPS) {
      await net.node(i).addPeer(net.node((i + step) % NODES).multiaddrs()[0])
    }
  }
}

/** When bundles came to the nodes of a mesh, by their hashes. */
type Arrivals = Map<string, number[]>

/** Notes from now on what any node takes in from others. */
function arrivalsIn (net: TestMesh): Arrivals {
  const arrivals: Arrivals = new Map()

  for (let i = 0; i < NODES; i++) {
    net.node(i).addEventListener('bundle:receive', ({ detail: { bundle } }) => {
      const hash = Buffer.from(bundle.hash).toString('hex')
      arrivals.set(hash, [...arrivals.get(hash) ?? [], performance.now()])
    })
  }

  return arrivals
}

/** Milliseconds from the beginning of a write at one node until each other one has it on its disk. */
async function spreadTimes (node: FactMesh, arrivals: Arrivals): Promise<number[]> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const onAppend = ({ detail: { bundle } }: CustomEvent<{ bundle: { hash: Uint8Array } }>): void => { resolve(Buffer.from(bundle.hash).toString('hex')) }
  const started = performance.now()

  node.addEventListener('bundle:append', onAppend)
  await node.assert(nextDraft())
  const hash = await promise

  node.removeEventListener('bundle:append', onAppend)
  await pause(BEAT_MS)

  for (let waited = BEAT_MS; waited < PATIENCE_MS && (arrivals.get(hash) ?? []).length < NODES - 1; waited += BEAT_MS) {
    await pause(BEAT_MS)
  }

  return (arrivals.get(hash) ?? []).map(ms => ms - started)
}

/** A fact of each node, one after another: when each other one had it. */
async function round (net: TestMesh, arrivals: Arrivals, title: string): Promise<number[]> {
  const times: number[] = []

  for (let i = 0; i < NODES; i++) {
    progress(`gossip: ${i} of ${NODES} facts through ${NODES} nodes, ${title}`)
    times.push(...await spreadTimes(net.node(i), arrivals))
  }

  progressEnds()

  return times
}

/**
 * Fifty nodes in this process: p50 of the first fact of an author, whose key each node checks then, and of a further one
 * p50, p99, share that arrived, processor time of a node; seconds to make, connect and stop them.
 */
async function measureMesh (): Promise<number[]> {
  const begin = performance.now()
  const net = await createTestMesh({ size: NODES, topology: 'none', syncIntervalMs: false })

  await connect(net)
  const madeMs = performance.now() - begin
  const arrivals = arrivalsIn(net)

  // The first message gets through once all have said that they listen.
  for (let heard = 0; heard < NODES - 1;) {
    heard = (await spreadTimes(net.node(0), arrivals)).length
  }

  const first = await round(net, arrivals, 'the first of each author')
  const begun = busyMs()
  const times = await round(net, arrivals, 'the second of each author')
  const busy = busyMs() - begun
  const stopping = performance.now()
  await net.stop()

  return [
    percentile(first, 0.5),
    percentile(times, 0.5),
    percentile(times, 0.99),
    (first.length + times.length) / (2 * NODES * (NODES - 1)) * 100,
    busy / (NODES * NODES),
    (madeMs + performance.now() - stopping) / 1_000
  ]
}

/** How long a new fact takes to other nodes by gossip alone, five of them a second. */
export const GOSSIP: readonly Bench[] = [
  {
    rows: [
      { name: 'gossip: new fact, durable on both sides, p50', unit: 'ms', target: { atMost: 2 } },
      { name: 'gossip: new fact, durable on both sides, p99', unit: 'ms', target: { atMost: 8 } },
      { name: 'gossip: delivered', unit: '%', target: { atLeast: 100 } },
      { name: 'gossip: whole wire for one fact', unit: 'bytes' }
    ],
    measure: measurePair
  },
  {
    rows: [
      { name: 'gossip: 50 nodes in one process, first fact of an author, p50', unit: 'ms' },
      { name: 'gossip: 50 nodes in one process, p50', unit: 'ms' },
      { name: 'gossip: 50 nodes in one process, p99', unit: 'ms', target: { atMost: 100 } },
      { name: 'gossip: 50 nodes in one process, delivered', unit: '%', target: { atLeast: 100 } },
      { name: 'gossip: 50 nodes in one process, processor time of a node for one fact', unit: 'ms' },
      { name: 'gossip: 50 nodes in one process, made, connected and stopped', unit: 's', target: { atMost: 3 } }
    ],
    measure: measureMesh
  }
]
