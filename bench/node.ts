import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { levelKV } from '../src/storage/kv/index.ts'
import { bytesBelow } from '../test/fixtures/disk.ts'
import { median, ROUNDS } from './bench.ts'
import { withPeers } from './peer-process.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'

/** How many facts a node holds, and what it may take then. */
const SIZES = [
  { facts: 100_000, openMs: 150, memoryMb: 150 },
  { facts: 1_000_000, openMs: 400, memoryMb: 250 }
]

const LONE_FACTS = 2_000

async function diskPerFact (home: string, count: number): Promise<number> {
  return (await bytesBelow(join(home, 'journal')) + await bytesBelow(join(home, 'index'))) / count
}

async function entriesPerFact (home: string, count: number): Promise<number> {
  const kv = levelKV(join(home, 'index'))
  let entries = 0

  await kv.start()

  for await (const key of kv.keys({})) {
    entries += key.length > 0 ? 1 : 0
  }

  await kv.stop()

  return entries / count
}

/** Writes a home, and leaves it as a clean stop does. */
async function fill (home: string, write: (peer: PeerProcess) => Promise<void>): Promise<void> {
  await withPeers(1, async ([peer]) => {
    await peer.ask('open', { home, listen: [] })
    await write(peer)
  })
}

/** Opens a home in one fresh process after another; answers the milliseconds and the memory in the middle. */
async function opened (home: string): Promise<[number, number]> {
  return withPeers(ROUNDS, async peers => {
    const rounds: Array<{ ms: number, mb: number }> = []

    for (const peer of peers) {
      const { ms } = await peer.ask('open', { home, listen: [] })

      rounds.push({ ms, mb: await peer.ask('memoryMb') })
      await peer.ask('close')
    }

    return [median(rounds.map(({ ms }) => ms)), median(rounds.map(({ mb }) => mb))]
  })
}

/** What a node of some size costs. */
function nodeOf ({ facts, openMs, memoryMb }: typeof SIZES[number]): Bench {
  const size = facts.toLocaleString('en')

  return {
    rows: [
      { name: `node: opened with ${size} facts`, unit: 'ms', target: { atMost: openMs } },
      { name: `node: resident memory with ${size} facts`, unit: 'MB', target: { atMost: memoryMb } },
      { name: `node: resident memory after writing ${size} facts`, unit: 'MB' },
      { name: `node: disk per fact, ${size} in bulk`, unit: 'bytes', target: { atMost: 300 } },
      { name: `node: index entries per fact, ${size} in bulk`, unit: 'entries' },
      { name: `node: index built again from the journal, ${size} facts`, unit: 'per second' }
    ],
    measure: async () => inScratch(async home => {
      let written = 0

      await fill(home, async peer => {
        await peer.ask('writeBulk', facts)
        written = await peer.ask('memoryMb')
      })
      const [ms, mb] = await opened(home)
      const disk = await diskPerFact(home, facts)
      const entries = await entriesPerFact(home, facts)

      await rm(join(home, 'index'), { recursive: true })
      const rebuilt = await withPeers(1, async ([peer]) => (await peer.ask('open', { home, listen: [] })).ms)

      return [ms, mb, written, disk, entries, facts / (rebuilt - ms) * 1_000]
    })
  }
}

/** What a node costs: to open, to run, on disk. */
export const NODE: readonly Bench[] = [
  ...SIZES.map(nodeOf),
  {
    rows: [
      { name: 'node: disk per fact, one by one', unit: 'bytes', target: { atMost: 750 } },
      { name: 'node: index entries per fact, one by one', unit: 'entries' }
    ],
    measure: async () => inScratch(async home => {
      await fill(home, async peer => peer.ask('writeOneByOne', LONE_FACTS))

      return [await diskPerFact(home, LONE_FACTS), await entriesPerFact(home, LONE_FACTS)]
    })
  }
]
