import { platform } from '../../platform/index.ts'
import { IndexedKV } from './indexed/indexed-kv.ts'
import type { KV, LevelCheck } from './interface.ts'

/** The twin of LevelInit: IndexedDB decides about its memory itself. */
export interface LevelInit {
  /** Without effect in a browser. */
  writeBufferBytes?: number
  /** Without effect in a browser. */
  cacheBytes?: number
}

/** A store in an IndexedDB database, which one tab or worker at a time may open; the twin of the store in LevelDB files. */
export function levelKV (path: string): KV {
  return new IndexedKV({ timers: platform().timers }, path)
}

/** The twin of the check in a process of its own: a browser has none, and IndexedDB aborts no page. */
export async function checkLevel (): Promise<LevelCheck> {
  return { result: 'unproven', reason: 'a browser has no processes' }
}
