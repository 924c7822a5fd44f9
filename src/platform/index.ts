/**
 * @packageDocumentation
 *
 * The machine: clocks, timers, random numbers, files, signatures and checksums behind one interface with a body for Node
 * (this file), one for browsers (`index.browser.ts`), and a simulated one for tests. It stands on the ground floor, knows
 * no fact, and imports no other room.
 *
 * It keeps one invariant for all rooms above: nothing else in the project asks the machine for time, chance or files, so
 * everything above runs unchanged on a simulated machine.
 *
 * @example Read the clock and keep a file
 *
 * ```ts
 * import { platform } from './index.ts'
 *
 * const { clock, files } = platform()
 * await files?.writeFileAtomic('/tmp/started-at', new TextEncoder().encode(`${clock.nowMs()}`))
 * ```
 */
import { crc32c } from '@node-rs/crc32'
import { tableCrc32c } from './crc32c.ts'
import { nodeEd25519 } from './node-ed25519.ts'
import { NodeFiles } from './node-files.ts'
import { nodeProcesses } from './node-processes.ts'
import { systemRandom } from './random.ts'
import { simulate } from './simulated/simulated-platform.ts'
import { systemClock, systemTimers } from './system-time.ts'
import type { Crc32c, Platform } from './interface.ts'
import type { SimulatedPlatform, SimulatedPlatformInit } from './simulated/simulated-platform.ts'

export * from './errors.ts'
export { tableCrc32c } from './crc32c.ts'
export { crashStates } from './simulated/crash-states.ts'
export { DiskLog } from './simulated/disk-log.ts'
export { MemoryFiles } from './simulated/memory-files.ts'
export { nodeEd25519 } from './node-ed25519.ts'
export { NodeFiles } from './node-files.ts'
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
export type { NodeEd25519Init } from './node-ed25519.ts'
export type { NodeFilesInit } from './node-files.ts'
export type { SimulatedClockInit } from './simulated/simulated-clock.ts'
export type { SimulatedPlatform, SimulatedPlatformInit } from './simulated/simulated-platform.ts'
export type { WebEd25519Init } from './web-ed25519.ts'

/** Bytes from which on the native checksum is the quicker one; the way to native code alone costs as much as these by tables. */
const NATIVE_CRC32C_BYTES = 128

const shortCrc32c = tableCrc32c()

/** CRC-32C by the instruction of the processor, and by tables where there is little to do. */
const nativeCrc32c: Crc32c = (bytes, previous) => {
  return bytes.length < NATIVE_CRC32C_BYTES ? shortCrc32c(bytes, previous) : crc32c(bytes, previous)
}

/** The platform of a Node process. */
export function nodePlatform (): Platform {
  return {
    name: 'node',
    clock: systemClock(),
    timers: systemTimers(),
    processes: nodeProcesses(),
    random: systemRandom(),
    files: new NodeFiles(),
    ed25519: nodeEd25519(),
    crc32c: nativeCrc32c
  }
}

/** The platform that this code runs on. */
export const platform = nodePlatform

/** A platform in which time passes only when told to, chance repeats itself for a seed, and the disk is in memory. */
export function simulatedPlatform (init?: SimulatedPlatformInit): SimulatedPlatform {
  return simulate({ ed25519: nodeEd25519({ jobsMax: 0 }), crc32c: nativeCrc32c }, init)
}
