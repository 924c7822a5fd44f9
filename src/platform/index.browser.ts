/**
 * @packageDocumentation
 *
 * The machine as a browser offers it: the twin of `index.ts`, which a bundler takes in its place. It keeps files in
 * IndexedDB, signs by WebCrypto, and exports every name that the twin exports, apart from the bodies that only Node has.
 *
 * It keeps the invariant of the room: nothing else in the project asks the machine for time, chance or signatures.
 *
 * @example Draw a key
 *
 * ```ts
 * import { platform } from './index.browser.ts'
 *
 * const { ed25519, random } = platform()
 * const signature = await ed25519.signer(random.bytes(32)).sign(new TextEncoder().encode('hello'))
 * ```
 */
import { tableCrc32c } from './crc32c.ts'
import { IndexedFiles } from './indexed/indexed-files.ts'
import { systemRandom } from './random.ts'
import { simulate } from './simulated/simulated-platform.ts'
import { systemClock, systemTimers } from './system-time.ts'
import { webEd25519 } from './web-ed25519.ts'
import type { Files, Platform, Processes } from './interface.ts'
import type { SimulatedPlatform, SimulatedPlatformInit } from './simulated/simulated-platform.ts'

export * from './errors.ts'
export { tableCrc32c } from './crc32c.ts'
export { crashStates } from './simulated/crash-states.ts'
export { DiskLog } from './simulated/disk-log.ts'
export { MemoryFiles } from './simulated/memory-files.ts'
export { seededRandom } from './random.ts'
export { SimulatedClock } from './simulated/simulated-clock.ts'
export { eachInSlices, SLICE_MS, Slices } from './slices.ts'
export { DELAY_MAX_MS } from './system-time.ts'
export { webEd25519 } from './web-ed25519.ts'
export type * from './interface.ts'
export type { CrashStatesInit } from './simulated/crash-states.ts'
export type { DiskImage, ImageFile } from './simulated/disk-image.ts'
export type { DiskChange, NameChange } from './simulated/disk-log.ts'
export type { MemoryDiskInit } from './simulated/memory-disk.ts'
export type { FilesFault, FilesOperation } from './simulated/faults.ts'
export type { MemoryFilesInit } from './simulated/memory-files.ts'
export type { SimulatedClockInit } from './simulated/simulated-clock.ts'
export type { SimulatedPlatform, SimulatedPlatformInit } from './simulated/simulated-platform.ts'
export type { WebEd25519Init } from './web-ed25519.ts'

/** A page knows of no process; what it owns it tells other pages by locks. */
const PAGE: Processes = { pid: 0, startStamp: async () => undefined }

/** One for all nodes of a page: two would not know what the other one writes. */
let pageFiles: Files | undefined

/** The platform of a browser page or worker. */
export function browserPlatform (): Platform {
  const timers = systemTimers()
  pageFiles ??= 'indexedDB' in globalThis ? new IndexedFiles({ timers }) : undefined
  return {
    name: 'browser',
    clock: systemClock(),
    timers,
    processes: PAGE,
    random: systemRandom(),
    files: pageFiles,
    ed25519: webEd25519(),
    crc32c: tableCrc32c()
  }
}

/** The platform that this code runs on. */
export const platform = browserPlatform

/** A platform in which time passes only when told to, chance repeats itself for a seed, and the disk is in memory. */
export function simulatedPlatform (init?: SimulatedPlatformInit): SimulatedPlatform {
  return simulate({ ed25519: webEd25519(), crc32c: tableCrc32c() }, init)
}
