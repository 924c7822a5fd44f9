import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { percentile } from './bench.ts'
import { withPeers } from './peer-process.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'

const MESSAGES = 100
const PAUSE_MS = 50
const PATIENCE_MS = 5_000

/** Milliseconds from the beginning of a write to its arrival on the disk of the reader; undefined when it does not come. */
async function latency (writer: PeerProcess, reader: PeerProcess): Promise<number | undefined> {
  const { hash, startedMs } = await writer.ask('writeTimed')

  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    await pause(PAUSE_MS)
    const arrivedMs = await reader.ask('arrival', hash)

    if (arrivedMs != null) {
      return arrivedMs - startedMs
    }
  }

  return undefined
}

/** How long a new fact takes from one node to another by gossip alone. */
export const GOSSIP: readonly Bench[] = [
  {
    rows: [
      { name: 'gossip: new fact, durable on both sides, p50', unit: 'ms', target: { atMost: 2 } },
      { name: 'gossip: new fact, durable on both sides, p99', unit: 'ms', target: { atMost: 8 } },
      { name: 'gossip: delivered', unit: '%', target: { atLeast: 100 } }
    ],
    measure: async () => inScratch(async folder => withPeers(2, async ([writer, reader]) => {
      const { address } = await writer.ask('open', { home: join(folder, 'writer'), syncIntervalMs: false })

      await reader.ask('open', { home: join(folder, 'reader'), syncIntervalMs: false, bootstrap: [address], listen: [] })

      // The first message gets through once the reader has said that it listens.
      for (let heard: number | undefined; heard == null;) {
        heard = await latency(writer, reader)
      }

      const times: number[] = []

      for (let i = 0; i < MESSAGES; i++) {
        times.push(...[await latency(writer, reader)].filter(ms => ms != null))
      }

      return [percentile(times, 0.5), percentile(times, 0.99), times.length / MESSAGES * 100]
    }))
  }
]
