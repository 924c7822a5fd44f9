import { LevelDatastore } from 'datastore-level'
import type { Files } from '../platform/index.ts'

/** The store in which libp2p keeps whom it met and its hash table, and its folder. */
export interface PeerDatastore {
  readonly level: LevelDatastore
  start (): Promise<void>
  stop (): Promise<void>
}

/** Makes the store of libp2p in a LevelDB folder, not open. What it holds can be learned again: a damaged one is replaced. */
export function peerDatastore (path: string, files: Files): PeerDatastore {
  const level = new LevelDatastore(path)
  return {
    level,
    start: async () => {
      try {
        await level.open()
      } catch {
        await files.remove(path)
        await level.open()
      }
    },
    stop: async () => { await level.close() }
  }
}
