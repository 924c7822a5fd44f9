import { MemoryFiles } from '../../platform/index.ts'
import { segmentedJournal } from '../../storage/journal/index.ts'
import { KVCorruptError, KVLockedError, levelKV, memoryKV } from '../../storage/kv/index.ts'
import { JOURNAL_FOLDER } from '../constants.ts'
import { HomeLockedError } from '../errors.ts'
import { openHome } from './home.ts'
import { PeerDatastore } from './peer-datastore.ts'
import type { Home } from './home.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { KV } from '../../storage/kv/index.ts'
import type { MeshConfig } from '../config.ts'
import type { Startable } from '@libp2p/interface'

/** Where one node keeps its bytes. */
export interface Stores {
  readonly home: Home
  readonly journal: Journal
  /** The index: rebuilt from the journal when it is missing. */
  readonly kv: KV
  /** libp2p's own store; absent in memory. */
  readonly datastore: PeerDatastore | undefined
}

/** The folder of a node that keeps everything in memory. */
const MEMORY_HOME = '/memory'

/**
 * Opens the home of a node and makes its stores, not started. A simulated
 * machine has no LevelDB: there the index lives in memory and is rebuilt from
 * the journal at each start.
 */
export async function openStores (config: MeshConfig): Promise<Stores> {
  const { home: directory, platform, seed } = config
  const files = directory != null && platform.files != null ? platform.files : new MemoryFiles()
  const home = await openHome({ files, platform }, directory ?? MEMORY_HOME, seed)
  const onDisk = directory != null && platform.name === 'node'
  const pathOf = (name: string): string => files.join(home.directory, name)
  return {
    home,
    journal: segmentedJournal()({ files, crc32c: platform.crc32c, directory: pathOf(JOURNAL_FOLDER), logger: config.logger }),
    kv: onDisk ? levelKV(pathOf('index')) : memoryKV(),
    datastore: onDisk ? new PeerDatastore(pathOf('libp2p'), files) : undefined
  }
}

/** Closes stores that were never started. */
export async function closeStores ({ home, datastore }: Stores): Promise<void> {
  try {
    await datastore?.close()
  } finally {
    await home.close()
  }
}

/** The stores in the order in which they start. The index comes first: the lock of its database tells a second owner of the home. */
export function storeOrder (stores: Stores): Array<Pick<Startable, 'start' | 'stop'>> {
  const { datastore, home, journal, kv } = stores
  return [
    { start () {}, stop: async () => { await closeStores(stores) } },
    { start: async () => { await startIndex(kv, home) }, stop: async () => { await kv.stop() } },
    { start: async () => { await datastore?.open() }, stop () {} },
    { start: async () => { await journal.start() }, stop: async () => { await journal.stop() } }
  ]
}

/** A damaged index is thrown away: the replica builds it again from the journal. */
async function startIndex (kv: KV, home: Home): Promise<void> {
  try {
    await kv.start()
  } catch (error) {
    if (error instanceof KVLockedError) {
      throw new HomeLockedError(home.directory, undefined, { cause: error })
    }
    if (!(error instanceof KVCorruptError)) { throw error }
    await kv.destroy()
    await kv.start()
  }
}
