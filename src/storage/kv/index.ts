/**
 * @packageDocumentation
 *
 * An ordered store of bytes: in LevelDB files under Node, in IndexedDB under a browser, in memory everywhere. It stands in
 * the storage wing, knows no fact, and is the home of everything that can be derived again from the journal.
 *
 * It keeps one invariant: every body gives the same answers in the same order, and an iterator never sees half of a batch.
 *
 * @example Write two entries and read them in order
 *
 * ```ts
 * import { memoryKV } from './index.ts'
 *
 * const kv = memoryKV()
 * await kv.start()
 * await kv.batch([
 *   { type: 'put', key: Uint8Array.of(2), value: Uint8Array.of(20) },
 *   { type: 'put', key: Uint8Array.of(1), value: Uint8Array.of(10) }
 * ])
 * for await (const [key, value] of kv.entries({ gte: Uint8Array.of(1) })) {
 *   console.log(key, value)
 * }
 * ```
 */
export { EntryDamagedError, KVClosedError, KVCorruptError, KVFailedError, KVLockedError } from './errors.ts'
export { checkLevel, levelKV } from './level.ts'
export { memoryKV } from './memory-kv.ts'
export { checksumOf, openSealed, sealValue } from './sealed/sealed-entry.ts'
export { scanSealed, SUM_MODULUS } from './sealed/sealed-scan.ts'
export type { BatchOptions, KV, KVEntry, KVOperation, KVRange, LevelCheck, SealedCount, SealedRange } from './interface.ts'
export type { LevelInit } from './level.ts'
