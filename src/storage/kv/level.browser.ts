import { BrowserLevel } from 'browser-level'
import { LevelKV } from './level-kv.ts'
import type { KV, LevelCheck } from './interface.ts'
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

/** The twin of the check in a process of its own: a browser has none, and IndexedDB aborts no page. */
export async function checkLevel (): Promise<LevelCheck> {
  return { result: 'unproven', reason: 'a browser has no processes' }
}
