import { KVCorruptError, levelKV } from '../../storage/kv/index.ts'
import { KVDatastore } from './kv-datastore.ts'
import type { KV } from '../../storage/kv/index.ts'

/** The store in which libp2p keeps whom it met: the twin of the one in LevelDB files, in a database of the page. */
export class PeerDatastore {
  readonly level: KVDatastore
  private readonly kv: KV

  constructor (path: string) {
    this.kv = levelKV(path)
    this.level = new KVDatastore({ kv: this.kv })
  }

  /** Opens the store. What it holds can be learned again, so a damaged one is replaced. */
  async open (): Promise<void> {
    try {
      await this.kv.start()
    } catch (error) {
      if (!(error instanceof KVCorruptError)) { throw error }
      await this.kv.destroy()
      await this.kv.start()
    }
  }

  async close (): Promise<void> {
    await this.kv.stop()
  }
}
