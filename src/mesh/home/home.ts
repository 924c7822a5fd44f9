import { HOME_MODE } from '../constants.ts'
import { checkFormat, keepFormat } from './format-file.ts'
import { readOrMakeSeed } from './key-file.ts'
import { LaneFile } from './lane-file.ts'
import { LockFile } from './lock-file.ts'
import type { LockFileComponents } from './lock-file.ts'
import type { LaneStore } from '../../replica/interface.ts'

/**
 * The folder of one node, opened and locked.
 *
 * ```
 * home/
 * ├─ format.json    { "version": 1 }
 * ├─ lock           { "pid", "startStamp" } of the process that owns the home
 * ├─ identity.key   Ed25519 seed, 0600
 * ├─ lane.json      after a clean stop: the lane to go on with, and how the folder was left
 * ├─ index.json     after a clean stop: how the index was left
 * ├─ audit.json     how far the audit log had come
 * ├─ ports.json     ports of the listening addresses that take any
 * ├─ webrtc.json    certificate of the WebRTC listener
 * ├─ api.json       address and token of the daemon that runs, 0600; made by the daemon
 * ├─ journal/       the truth: bundles
 * ├─ local/         journal of what this node remembers for itself
 * ├─ audit/         journal of refusals and decisions, and the room it keeps in reserve
 * ├─ quarantine/    copies of damaged bytes, by journal
 * ├─ index/         rebuilt from the journal when it is missing
 * └─ libp2p/        peer store and hash table
 * ```
 */
export interface Home {
  readonly directory: string
  /** Ed25519 seed, 32 bytes. */
  readonly seed: Uint8Array
  readonly laneStore: LaneStore
  /** Notes how the folder is left, and gives the lock back; the journal must be closed. */
  close (): Promise<void>
}

/**
 * Opens a home and makes what is missing: folder, lock, format, key. A given seed goes into a home that is new. A crash
 * after any step leaves a home that opens.
 *
 * @throws {HomeTooNewError} before anything is written.
 * @throws {HomeLockedError} when another live process owns it.
 * @throws {HomeDamagedError} when a file is not what it should be.
 */
export async function openHome (components: LockFileComponents, directory: string, seed?: Uint8Array): Promise<Home> {
  const { files, platform: { random } } = components
  await checkFormat(directory, files)
  await files.makeDirectory(directory, { mode: HOME_MODE })
  const lock = new LockFile(components, directory)
  await lock.acquire()
  try {
    await keepFormat(directory, files)
    const key = await readOrMakeSeed(directory, files, () => seed ?? random.bytes(32))
    const laneStore = new LaneFile(files, directory)
    await laneStore.open()
    const close = async (): Promise<void> => {
      await laneStore.close().finally(async () => lock.release())
    }
    return { directory, seed: key, laneStore, close }
  } catch (error) {
    await lock.release()
    throw error
  }
}
