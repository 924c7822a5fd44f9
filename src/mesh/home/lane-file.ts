import { blake3, fromHex, toHex } from '../../model/bytes/index.ts'
import { JOURNAL_FOLDER, SECRET_MODE } from '../constants.ts'
import { jsonFileBytes, readJsonFile } from './json-file.ts'
import { keyFilePath } from './key-file.ts'
import type { Files } from '../../platform/index.ts'
import type { LaneStore } from '../../replica/interface.ts'

/** Eight bytes in hexadecimal. */
const LANE_FORM = /^[0-9a-f]{16}$/

/** What tells a folder from its copies and from its own past. */
interface Place {
  /** Inode of the folder; inode and change time of the key file. */
  readonly folder: string
  /** Digest of the names, inodes and change times of all files of the journal. */
  readonly journal: string
}

/**
 * Keeps the lane of a home from a clean stop to the next start; while the node runs there is no file. A lane goes on
 * only in the folder, and behind the journal, that the stop left: copies and restored files have other inodes or change
 * times, and after a crash nobody knows whether the disk still has all that peers have seen. In doubt there is no lane,
 * and the replica begins a new one, which costs next to nothing.
 */
export class LaneFile implements LaneStore {
  private readonly files: Files
  private readonly directory: string
  private readonly path: string
  private lane: Uint8Array | undefined

  constructor (files: Files, directory: string) {
    this.files = files
    this.directory = directory
    this.path = files.join(directory, 'lane.json')
  }

  /** Takes the lane out of the file, before the journal is opened. */
  async open (): Promise<void> {
    const stored = await readJsonFile(this.path, this.files)
    if (stored == null) { return }
    const { folder, journal } = await this.place()
    if (typeof stored.lane === 'string' && LANE_FORM.test(stored.lane) && stored.folder === folder && stored.journal === journal) {
      this.lane = fromHex(stored.lane)
    }
    await this.files.remove(this.path)
    await this.files.syncDirectory(this.directory)
  }

  async load (): Promise<{ lane: Uint8Array } | undefined> {
    return this.lane == null ? undefined : { lane: this.lane }
  }

  async save (lane: Uint8Array): Promise<void> {
    this.lane = lane // after a crash it is not gone on with, so the disk need not know it
  }

  /** Puts the lane into the file, after the journal was closed. */
  async close (): Promise<void> {
    if (this.lane == null) { return }
    const bytes = jsonFileBytes({ lane: toHex(this.lane), ...await this.place() })
    await this.files.writeFileAtomic(this.path, bytes, { mode: SECRET_MODE })
  }

  private async place (): Promise<Place> {
    const { directory, files } = this
    const journal = files.join(directory, JOURNAL_FOLDER)
    const lines: string[] = []
    for (const name of await files.list(journal)) { lines.push(`${name} ${await files.stampOf(files.join(journal, name))}\n`) }
    return {
      folder: `${await files.identityOf(directory)} ${await files.stampOf(keyFilePath(directory, files))}`,
      journal: toHex(blake3(new TextEncoder().encode(lines.join(''))))
    }
  }
}
