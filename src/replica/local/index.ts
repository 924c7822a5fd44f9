/**
 * @packageDocumentation
 *
 * What this node remembers for itself and never sends: nonces that were used, bundles whose content it wants, what it
 * knows of peers and names, tokens of its API, bundles that it declined. It stands on a journal of its own, beside the one that holds the
 * bundles; pipeline, mesh and api stand on it. `docs/formats/records.md` draws the records.
 *
 * The invariant: the state is a function of the journal, the last record of a key counts, and a change is in effect
 * only once it is durable. A compaction changes the journal and never the state.
 *
 * @example Want a bundle until it comes
 *
 * ```TypeScript
 * import { MemoryFiles, nodePlatform } from '../../platform/index.ts'
 * import { segmentedJournal } from '../../storage/journal/index.ts'
 * import { localRecords } from './index.ts'
 *
 * const { clock, crc32c } = nodePlatform()
 * const journal = segmentedJournal({ segmentBytesMax: 1_048_576 })({ files: new MemoryFiles(), crc32c, directory: '/local' })
 * await journal.start()
 *
 * const local = localRecords()({ journal, clock })
 * await local.start()
 *
 * const [scope, key] = [new Uint8Array(32), new Uint8Array(40)]
 * await local.wanted.add(scope, [key])
 * console.info(local.wanted.all(scope))
 * await local.wanted.settle(scope, [key])
 *
 * await local.stop()
 * await journal.stop()
 * ```
 */

import { JournaledLocalRecords } from './journaled-local-records.ts'
import type { LocalRecords, LocalRecordsComponents, LocalRecordsInit } from './interface.ts'

export { DEFAULT_ENTRIES_MAX, WANTED_MAX } from './constants.ts'
export * from './errors.ts'
export type * from './interface.ts'

/** Describes local records; the answer makes them on a journal. They must be started before they are used. */
export function localRecords (init: LocalRecordsInit = {}): (components: LocalRecordsComponents) => LocalRecords {
  return (components) => new JournaledLocalRecords(components, init)
}
