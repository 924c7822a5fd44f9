import { fromHex, toHex } from '../../model/bytes/index.ts'
import { JOURNAL_FOLDER, SECRET_MODE } from '../constants.ts'
import { keyFilePath } from './key-file.ts'
import { jsonFileBytes, readJsonFile } from './json-file.ts'
import type { Files } from '../../platform/index.ts'
import type { LaneStore } from '../../replica/interface.ts'

/** What tells the folder that a lane belongs to from its copies and from its own past. */
interface Place {
  /** Inode of the folder; inode and change time of the key file. */
  readonly folder: string
  /** Name and inode of the newest file of the journal. */
  readonly newest: string
}

/**
 * Keeps the lane of a home. A lane belongs to one folder: a copy has other inode numbers, and so have the key file of a
 * home that was restored, and the file that its journal was being written to when only what had changed was restored.
 * In doubt there is no lane, and the replica begins a new one.
 */
export class LaneFile implements LaneStore {
  private readonly files: Files
  private readonly directory: string
  private readonly path: string

  constructor (files: Files, directory: string) {
    this.files = files
    this.directory = directory
    this.path = files.join(directory, 'lane.json')
  }

  async load (): Promise<{ lane: Uint8Array } | undefined> {
    const stored = await readJsonFile(this.path, this.files)
    if (typeof stored?.lane !== 'string' || !/^[0-9a-f]{16}$/.test(stored.lane) || !await this.isHere(stored)) {
      return undefined
    }
    const lane = fromHex(stored.lane)
    if (stored.newest !== (await this.place()).newest) { await this.save(lane) }
    return { lane }
  }

  async save (lane: Uint8Array): Promise<void> {
    const bytes = jsonFileBytes({ lane: toHex(lane), ...await this.place() })
    await this.files.writeFileAtomic(this.path, bytes, { mode: SECRET_MODE })
  }

  private async isHere ({ folder, newest }: Record<string, unknown>): Promise<boolean> {
    if (folder !== (await this.place()).folder || typeof newest !== 'string') { return false }
    const [name] = newest.split(' ')
    return newest === await this.journalFile(name)
  }

  private async place (): Promise<Place> {
    const { directory, files } = this
    const names = await files.list(files.join(directory, JOURNAL_FOLDER))
    return {
      folder: `${await files.identityOf(directory)} ${await files.stampOf(keyFilePath(directory, files))}`,
      newest: await this.journalFile(names.at(-1) ?? '')
    }
  }

  private async journalFile (name: string): Promise<string> {
    return `${name} ${await this.files.identityOf(this.files.join(this.directory, JOURNAL_FOLDER, name))}`
  }
}
