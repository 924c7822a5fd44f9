import { MemoryFiles } from '../../platform/index.ts'
import { auditLog } from '../../replica/audit/index.ts'
import { localRecords } from '../../replica/local/index.ts'
import { segmentedJournal } from '../../storage/journal/index.ts'
import { memoryKV } from '../../storage/kv/index.ts'
import { AUDIT_ANCHOR, AUDIT_FOLDER, JOURNAL_FOLDER, LOCAL_FOLDER, PEER_FOLDER, QUARANTINE_FOLDER, RECORD_SEGMENT_BYTES_MAX } from '../constants.ts'
import { openHome } from './home.ts'
import { IndexFolder } from './index-folder.ts'
import { PeerDatastore } from './peer-datastore.ts'
import type { Home } from './home.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { LocalRecords } from '../../replica/local/index.ts'
import type { Journal, JournalInit } from '../../storage/journal/index.ts'
import type { KV } from '../../storage/kv/index.ts'
import type { SeenNoncesInit } from '../../storage/seen/index.ts'
import type { MeshConfig } from '../config.ts'
import type { Startable } from '@libp2p/interface'

/** Where one node keeps its bytes. */
export interface Stores {
  readonly home: Home
  /** The truth: bundles. */
  readonly journal: Journal
  /** What this node remembers for itself. */
  readonly local: JournaledPart<LocalRecords>
  /** What was refused, decided and done. */
  readonly audit: JournaledPart<AuditLog>
  /** The index: rebuilt from the journal when it is missing. */
  readonly kv: KV
  /** The folder of the index; absent in memory. */
  readonly indexFolder: IndexFolder | undefined
  /** libp2p's own store; absent in memory. */
  readonly datastore: PeerDatastore | undefined
}

/** Records of their own kind, and the journal in which they stand. */
export interface JournaledPart<Part> {
  readonly journal: Journal
  readonly part: Part
}

/** The folder of a node that keeps everything in memory. */
const MEMORY_HOME = '/memory'

/**
 * Opens the home of a node and makes its stores, not started. A simulated
 * machine has no LevelDB: there the index lives in memory and is rebuilt from
 * the journal at each start. `issuers` tells for whose nonces there is room.
 */
export async function openStores (config: MeshConfig, issuers: Pick<SeenNoncesInit, 'isReserved' | 'isNew'> = {}): Promise<Stores> {
  const { home: directory, platform, seed } = config
  const files = directory != null && platform.files != null ? platform.files : new MemoryFiles()
  const home = await openHome({ files, platform }, directory ?? MEMORY_HOME, seed)
  const onDisk = directory != null && platform.name !== 'simulated'
  const pathOf = (name: string): string => files.join(home.directory, name)
  const indexFolder = onDisk ? new IndexFolder({ files, platform }, home.directory) : undefined
  const journalIn = (folder: string, init: JournalInit): Journal => segmentedJournal(init)({
    files,
    timers: platform.timers,
    crc32c: platform.crc32c,
    directory: pathOf(folder),
    quarantine: files.join(pathOf(QUARANTINE_FOLDER), folder),
    logger: config.logger
  })
  if (onDisk) { await files.makeDirectory(pathOf(PEER_FOLDER)) } // for the owner alone, which LevelDB leaves to the umask
  const local = journalIn(LOCAL_FOLDER, { segmentBytesMax: RECORD_SEGMENT_BYTES_MAX })
  const audit = journalIn(AUDIT_FOLDER, { segmentBytesMax: RECORD_SEGMENT_BYTES_MAX })
  const { clock, timers } = platform
  return {
    home,
    journal: journalIn(JOURNAL_FOLDER, { durability: config.durability }),
    local: { journal: local, part: localRecords({ seen: issuers })({ journal: local, clock, logger: config.logger }) },
    audit: {
      journal: audit,
      part: auditLog()({
        journal: audit,
        clock,
        timers,
        reserve: onDisk ? { files, directory: pathOf(AUDIT_FOLDER) } : undefined,
        anchor: { files, path: pathOf(AUDIT_ANCHOR) },
        logger: config.logger
      })
    },
    kv: indexFolder?.kv ?? memoryKV(),
    indexFolder,
    datastore: onDisk ? new PeerDatastore(pathOf(PEER_FOLDER), files) : undefined
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
  const { audit, datastore, indexFolder, journal, kv, local } = stores
  const index = indexFolder ?? kv
  return [
    { start () {}, stop: async () => { await closeStores(stores) } },
    { start: async () => { await index.start() }, stop: async () => { await index.stop() } },
    { start: async () => { await datastore?.open() }, stop () {} },
    ...[journal, local.journal, audit.journal].map(each => ({ start: async () => { await each.start() }, stop: async () => { await each.stop() } })),
    audit.part,
    local.part
  ]
}
