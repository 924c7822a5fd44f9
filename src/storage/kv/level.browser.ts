import { BrowserLevel } from 'browser-level'
import { LevelKV } from './level-kv.ts'
import type { KV } from './interface.ts'
import type { Level } from './level-scan.ts'

/** The twin of LevelInit: IndexedDB decides about its memory itself. */
export interface LevelInit {
  /** Without effect in a browser. */
  writeBufferBytes?: number
  /** Without effect in a browser. */
  cacheBytes?: number
}

/** A store in an IndexedDB database; the twin of the store in LevelDB files. */
export function levelKV (path: string): KV {
  return new LevelKV({
    body: {
      location: path,
      directReads: false,
      create: (): Level => new BrowserLevel<Uint8Array, Uint8Array>(path, { keyEncoding: 'view', valueEncoding: 'view' }),
      destroy: async () => BrowserLevel.destroy(path)
    }
  })
}
