import { ClassicLevel } from 'classic-level'
import { DEFAULT_CACHE_BYTES, DEFAULT_WRITE_BUFFER_BYTES } from './constants.ts'
import { LevelKV } from './level-kv.ts'
import type { KV } from './interface.ts'
import type { Level } from './level-scan.ts'

/** How much memory LevelDB takes; browsers decide that themselves. */
export interface LevelInit {
  /**
   * Bytes that are sorted in memory before they become a file; up to twice as many are held.
   *
   * @default DEFAULT_WRITE_BUFFER_BYTES
   */
  writeBufferBytes?: number
  /**
   * Bytes of uncompressed blocks kept in memory.
   *
   * @default DEFAULT_CACHE_BYTES
   */
  cacheBytes?: number
}

/** A store in a folder of LevelDB files, which one process at a time may open; in a browser, an IndexedDB database of that name. */
export function levelKV (path: string, init: LevelInit = {}): KV {
  const options = {
    keyEncoding: 'view',
    valueEncoding: 'view',
    writeBufferSize: init.writeBufferBytes ?? DEFAULT_WRITE_BUFFER_BYTES,
    cacheSize: init.cacheBytes ?? DEFAULT_CACHE_BYTES
  }
  return new LevelKV({
    body: {
      location: path,
      directReads: true,
      create: (): Level => new ClassicLevel<Uint8Array, Uint8Array>(path, options),
      destroy: async () => ClassicLevel.destroy(path)
    }
  })
}
