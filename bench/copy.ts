import { join } from 'node:path'
import { medians, ROUNDS } from './bench.ts'
import { withPeers } from './peer-process.ts'
import { openRelay } from './relay.ts'
import { inScratch } from './scratch.ts'
import type { Bench, Row } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'

const FACTS = 10_000
const MANY_FACTS = 100_000
const DIFFERENCES = 100
const MB = 1_000_000

/** Two peers over loopback; a round is a new reader that dials a writer and gets everything. */
async function freshCopies (write: (writer: PeerProcess) => Promise<void>): Promise<number[]> {
  return inScratch(async folder => withPeers(1 + ROUNDS, async ([writer, ...readers]) => {
    const { address } = await writer.ask('open', { home: join(folder, 'writer'), gossip: false })
    const rounds: number[][] = []

    await write(writer)

    for (const [i, reader] of readers.entries()) {
      const relay = await openRelay(address)

      await reader.ask('open', { home: join(folder, `reader-${i}`), gossip: false, listen: [] })
      const { ms, turns, bytes } = await reader.ask('catchUp', relay.address)

      rounds.push([ms / 1_000, bytes / MB, relay.bytes() / MB, turns])
      relay.close()
    }

    return medians(rounds)
  }))
}

/** Rows of a fresh copy with its three targets. */
function copyRows (what: string, seconds: number, megabytes: number): Row[] {
  return [
    { name: `copy: ${what}, time`, unit: 's', target: { atMost: seconds } },
    { name: `copy: ${what}, frames`, unit: 'MB', target: { atMost: megabytes } },
    { name: `copy: ${what}, whole wire`, unit: 'MB' },
    { name: `copy: ${what}, turns`, unit: 'turns', target: { atMost: 8 } }
  ]
}

/** What it takes to make two nodes equal, each in a process of its own. */
export const COPY: readonly Bench[] = [
  {
    rows: copyRows('10,000 facts written in bulk', 0.2, 2.1),
    measure: async () => freshCopies(async writer => writer.ask('writeBulk', FACTS))
  },
  {
    rows: copyRows('10,000 facts written one by one', 0.8, 3.5),
    measure: async () => freshCopies(async writer => writer.ask('writeOneByOne', FACTS))
  },
  {
    rows: [{ name: 'copy: 100,000 facts, received, durable and indexed', unit: 'per second', target: { atLeast: 50_000 } }],
    measure: async () => {
      const [seconds] = await freshCopies(async writer => writer.ask('writeBulk', MANY_FACTS))

      return [MANY_FACTS / seconds]
    }
  },
  {
    rows: [
      { name: 'copy: 100 differences in 10,000 facts, time', unit: 's', target: { atMost: 0.03 } },
      { name: 'copy: 100 differences in 10,000 facts, frames', unit: 'kB', target: { atMost: 26 } },
      { name: 'copy: 100 differences in 10,000 facts, turns', unit: 'turns', target: { atMost: 4 } }
    ],
    measure: async () => inScratch(async folder => withPeers(2, async ([writer, reader]) => {
      const { address } = await writer.ask('open', { home: join(folder, 'writer'), gossip: false, syncIntervalMs: 3_600_000 })
      const rounds: number[][] = []

      await writer.ask('writeBulk', FACTS)
      await reader.ask('open', { home: join(folder, 'reader'), gossip: false, syncIntervalMs: 3_600_000, listen: [] })
      await reader.ask('catchUp', address)

      for (let i = 0; i < ROUNDS; i++) {
        await writer.ask('writeOneByOne', DIFFERENCES)
        const { ms, turns, bytes } = await reader.ask('syncNow')

        rounds.push([ms / 1_000, bytes / 1_000, turns])
      }

      return medians(rounds)
    }))
  }
]
