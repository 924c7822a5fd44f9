import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { SECRET_MODE } from '../constants.ts'
import { HomeLockedError } from '../errors.ts'
import { jsonFileBytes, readJsonFile } from './json-file.ts'
import type { Files, Platform, Processes } from '../../platform/index.ts'

/** What a lock stands on. */
export interface LockFileComponents {
  readonly files: Files
  readonly platform: Pick<Platform, 'processes' | 'random'>
}

/** Locks that are taken away from dead processes before this one gives up: each means that another one was quicker. */
const ATTEMPTS_MAX = 8

/** Says which process owns a home. */
export class LockFile {
  private readonly components: LockFileComponents
  private readonly directory: string
  private readonly path: string
  private claim: Uint8Array = new Uint8Array()
  private unlock: (() => Promise<void>) | undefined

  constructor (components: LockFileComponents, directory: string) {
    this.components = components
    this.directory = directory
    this.path = components.files.join(directory, 'lock')
  }

  /**
   * Takes the home for this process.
   *
   * @throws {HomeLockedError} when another process has it and is alive.
   */
  async acquire (): Promise<void> {
    const { files, platform: { processes } } = this.components
    if (files.lock != null) {
      this.unlock = await files.lock(this.directory)
      if (this.unlock == null) { throw new HomeLockedError(this.directory) }
      return
    }
    const claim = jsonFileBytes({ pid: processes.pid, startStamp: await processes.startStamp(processes.pid) })
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      if (await files.createExclusive(this.path, claim, { mode: SECRET_MODE })) {
        this.claim = claim
        return
      }
      await this.demandStale(this.path)
      await this.takeAway()
    }
    throw new HomeLockedError(this.directory)
  }

  /** Gives the home back; a lock that is not ours any more stays. */
  async release (): Promise<void> {
    const { files } = this.components
    if (this.unlock != null) { return this.unlock() }
    const stored = await files.readFile(this.path)
    if (stored != null && equalBytes(stored, this.claim)) { await files.remove(this.path) }
  }

  /**
   * Moves a stale lock aside before it is removed, because only one of several processes can move it. Whoever finds that
   * it moved the fresh lock of a quicker one puts it back.
   */
  private async takeAway (): Promise<void> {
    const { files, platform: { random } } = this.components
    const aside = `${this.path}.${toHex(random.bytes(8))}`
    try {
      await files.rename(this.path, aside)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') { return }
      throw error
    }
    try {
      await this.demandStale(aside)
    } catch (error) {
      await files.createExclusive(this.path, await files.readFile(aside) ?? new Uint8Array(), { mode: SECRET_MODE })
      throw error
    } finally {
      await files.remove(aside)
    }
  }

  /** Passes when the process that wrote a lock is gone, or its number was given to another one. */
  private async demandStale (path: string): Promise<void> {
    const { files, platform: { processes } } = this.components
    const holder = await holderOf(path, { files, processes })
    if (holder != null) {
      throw new HomeLockedError(this.directory, holder)
    }
  }
}

/** The number of the process that wrote a lock and is alive, or undefined. */
export async function holderOf (path: string, { files, processes }: { files: Files, processes: Processes }): Promise<number | undefined> {
  const claim = await readJsonFile(path, files)
  if (typeof claim?.pid !== 'number') { return undefined }
  const running = await processes.startStamp(claim.pid)
  return running != null && running === claim.startStamp ? claim.pid : undefined
}
