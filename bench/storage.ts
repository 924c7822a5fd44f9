import { nodePlatform } from '../src/platform/index.ts'
import { segmentedJournal } from '../src/storage/journal/index.ts'
import { levelKV } from '../src/storage/kv/index.ts'
import { merkleTree } from '../src/storage/tree/index.ts'
import { perSecond } from './bench.ts'
import { LIMIT } from './machine.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { Journal } from '../src/storage/journal/index.ts'
import type { KV } from '../src/storage/kv/index.ts'
import type { TreeStore } from '../src/storage/tree/index.ts'

const PAYLOAD = new Uint8Array(256)
const WRITERS = 256
const KEYS_PER_ROOT = 1_000
const MILLION = 1_000_000

async function withJournal (work: (journal: Journal) => Promise<number>): Promise<number> {
  return inScratch(async directory => {
    const { crc32c } = nodePlatform()
    const { files } = nodePlatform()
    const journal = segmentedJournal()({ files: files ?? missing(), crc32c, directory })

    await journal.start()
    const rate = await work(journal)
    await journal.stop()

    return rate
  })
}

function missing (): never {
  throw new TypeError('The platform of Node has files.')
}

/** The journal on the disk of this machine, and the tree. */
export const STORAGE: readonly Bench[] = [
  {
    rows: [{ name: 'storage/journal: durable appends one by one', unit: 'per second', target: { atLeast: 3_000 }, limit: LIMIT.append }],
    measure: async () => [await withJournal(async journal => perSecond(async () => journal.append(PAYLOAD)))]
  },
  {
    rows: [{ name: 'storage/journal: durable appends by 256 writers', unit: 'per second', target: { atLeast: 40_000 } }],
    measure: async () => [await withJournal(async journal => {
      return perSecond(async () => Promise.all(Array.from({ length: WRITERS }, async () => journal.append(PAYLOAD))), WRITERS)
    })]
  },
  {
    rows: [{ name: 'storage/tree: one insert, root read every 1,000', unit: 'µs', target: { atMost: 5 } }],
    measure: async () => {
      const tree = merkleTree({ scope: new Uint8Array(32) })
      const { random } = nodePlatform()
      const rate = await perSecond(() => {
        const keys = random.bytes(40 * KEYS_PER_ROOT)

        for (let i = 0; i < KEYS_PER_ROOT; i++) {
          tree.insert(keys.subarray(i * 40, i * 40 + 40))
        }

        tree.root()
      }, KEYS_PER_ROOT)

      return [1_000_000 / rate]
    }
  },
  {
    rows: [
      { name: 'storage/tree: one late insert anywhere in a million keys, root read every 1,000', unit: 'µs', target: { atMost: 5 } },
      { name: 'storage/tree: open a million stored keys and read the root', unit: 'ms', target: { atMost: 50 } }
    ],
    measure: measureMillion
  }
]

/** Late inserts into a million keys, and the time to open what was stored of them. */
async function measureMillion (): Promise<number[]> {
  return inScratch(async directory => {
    const kv = levelKV(`${directory}/tree`)
    await kv.start()
    const init = { scope: new Uint8Array(32), store: storeOver(kv) }
    const tree = merkleTree(init)
    const { random } = nodePlatform()
    const insertOnce = (): void => {
      const keys = random.bytes(40 * KEYS_PER_ROOT)

      for (let i = 0; i < KEYS_PER_ROOT; i++) {
        tree.insert(keys.subarray(i * 40, i * 40 + 40))
      }

      tree.root()
    }

    while (tree.count < MILLION) {
      insertOnce()
    }

    const rate = await perSecond(insertOnce, KEYS_PER_ROOT)
    await tree.checkpoint(1)
    const before = performance.now()
    const again = merkleTree(init)
    again.open()
    again.root()
    const openMs = performance.now() - before
    await kv.stop()

    return [1_000_000 / rate, openMs]
  })
}

/** Rows of a tree in a database of their own. */
function storeOver (kv: KV): TreeStore {
  return {
    get: key => kv.getSync?.(key),
    write: async (puts, deletes) => kv.batch([
      ...puts.map(([key, value]) => ({ type: 'put' as const, key, value })),
      ...deletes.map(key => ({ type: 'del' as const, key }))
    ]),
    clear: async prefix => kv.clear({ gte: prefix })
  }
}
