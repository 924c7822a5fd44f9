import { join } from 'node:path'
import { levelKV } from '../src/storage/kv/index.ts'
import { bytesBelow } from '../test/fixtures/disk.ts'
import { median, ROUNDS } from './bench.ts'
import { withPeers } from './peer-process.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { PeerProcess } from './peer-process.ts'

const FACTS = 100_000
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

/** What a node costs: to open, to run, on disk. */
export const NODE: readonly Bench[] = [
  {
    rows: [
      { name: 'node: opened with 100,000 facts', unit: 'ms', target: { atMost: 150 } },
      { name: 'node: resident memory with 100,000 facts', unit: 'MB', target: { atMost: 150 } },
      { name: 'node: resident memory after writing 100,000 facts', unit: 'MB' },
      { name: 'node: disk per fact, bulk', unit: 'bytes', target: { atMost: 300 } },
      { name: 'node: index entries per fact, bulk', unit: 'entries' }
    ],
    measure: async () => inScratch(async home => {
      let written = 0

      await fill(home, async peer => {
        await peer.ask('writeBulk', FACTS)
        written = await peer.ask('memoryMb')
      })
      const opened = await withPeers(ROUNDS, async peers => {
        const rounds: Array<{ ms: number, mb: number }> = []

        for (const peer of peers) {
          const { ms } = await peer.ask('open', { home, listen: [] })

          rounds.push({ ms, mb: await peer.ask('memoryMb') })
          await peer.ask('close')
        }

        return rounds
      })

      return [
        median(opened.map(({ ms }) => ms)),
        median(opened.map(({ mb }) => mb)),
        written,
        await diskPerFact(home, FACTS),
        await entriesPerFact(home, FACTS)
      ]
    })
  },
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
