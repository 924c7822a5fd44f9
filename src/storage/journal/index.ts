/**
 * @packageDocumentation
 *
 * An append-only log of byte strings in a folder of segment files: the one place where what was acknowledged is kept,
 * and the source from which index, tree and views can be made again. It stands on the platform's files and knows
 * nothing of what the bytes mean. `docs/formats/journal.md` draws every byte.
 *
 * The invariant: an append is answered strictly after the sync that made it durable (unless the level of durability is
 * `eventual`, which says when it is written and lets callers wait for the sync), a record is handed out only whole
 * and unchanged, and nothing that was answered for is ever dropped silently.
 *
 * @example Append a record and read it back
 *
 * ```TypeScript
 * import { nodePlatform } from '../../platform/index.ts'
 * import { segmentedJournal } from './index.ts'
 *
 * const { files, crc32c } = nodePlatform()
 *
 * if (files != null) {
 *   const journal = segmentedJournal()({ files, crc32c, directory: 'journal' })
 *   await journal.start()
 *
 *   const offset = await journal.append(Uint8Array.of(1, 2, 3))
 *   console.info(await journal.read(offset))
 *
 *   await journal.stop()
 * }
 * ```
 */

import { SegmentedJournal } from './segmented-journal.ts'
import type { Journal, JournalComponents, JournalInit } from './interface.ts'

export {
  DEFAULT_BATCH_MS, DEFAULT_DURABILITY, DEFAULT_EVENTUAL_MS, DEFAULT_RECORD_BYTES_MAX, DEFAULT_SEGMENT_BYTES_MAX, FORMAT_VERSION, RECORD_BYTES_LIMIT
} from './constants.ts'
export { statJournal, verifyJournal } from './at-rest.ts'
export * from './errors.ts'
export type * from './interface.ts'

/**
 * Describes a journal; the answer makes one in a folder. It must be started before it is used.
 *
 * @throws {InvalidJournalInitError} when a setting is outside its bounds, or its level of durability needs timers that are not there
 */
export function segmentedJournal (init: JournalInit = {}): (components: JournalComponents) => Journal {
  return (components) => new SegmentedJournal(components, init)
}
