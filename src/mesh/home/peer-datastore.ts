import { LevelDatastore } from 'datastore-level'
import type { Files } from '../../platform/index.ts'

/** The store in which libp2p keeps whom it met and its hash table. It begins to open by itself and must be closed in any case. */
export class PeerDatastore {
  readonly level: LevelDatastore
  private readonly path: string
  private readonly files: Files

  constructor (path: string, files: Files) {
    this.level = new LevelDatastore(path)
    this.path = path
    this.files = files
  }

  /** Opens the folder. What it holds can be learned again, so a damaged one is replaced. */
  async open (): Promise<void> {
    try {
      await this.level.open()
    } catch {
      await this.files.remove(this.path)
      await this.files.makeDirectory(this.path)
      await this.level.open()
    }
  }

  async close (): Promise<void> {
    await this.level.close()
  }
}
