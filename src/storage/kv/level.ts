import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { extname } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { CHECK_MS_MAX, DEFAULT_CACHE_BYTES, DEFAULT_WRITE_BUFFER_BYTES } from './constants.ts'
import { CHILD_SCRIPT, judgeChild } from './level-child.ts'
import { LevelKV } from './level-kv.ts'
import type { KV, LevelCheck, SealedRange } from './interface.ts'
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

/** Permission bits of a new folder: only the owner may enter. */
const FOLDER_MODE = 0o700

/** Options of Node without which a child could not read TypeScript where this process does. */
const TYPESCRIPT_OPTION = /^--(?:experimental-(?:strip|transform)-types|no-warnings)$/

/** The module of the child: it stands beside this one, also in a bundle. */
const CHECK_MODULE = new URL(`./level-check${extname(import.meta.url)}`, import.meta.url).href

/** A range that holds no key: to compact it writes out what LevelDB holds in memory, and touches nothing else. */
const NO_KEY = new Uint8Array()

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
      async create (): Promise<Level> {
        await mkdir(path, { recursive: true, mode: FOLDER_MODE }) // LevelDB would leave it to the umask
        return new ClassicLevel<Uint8Array, Uint8Array>(path, options)
      },
      settle: async level => level.compactRange(NO_KEY, NO_KEY),
      destroy: async () => ClassicLevel.destroy(path)
    }
  })
}

/**
 * Opens a database in a process of its own and reads the sealed entries of a range, because LevelDB ends its process when it
 * meets certain damage. The database must be closed, and is closed again when the answer is there. Takes two minutes at most.
 */
export async function checkLevel (path: string, { proof, end }: SealedRange): Promise<LevelCheck> {
  const nodeOptions = process.execArgv.filter(option => TYPESCRIPT_OPTION.test(option))
  const task = JSON.stringify({ module: CHECK_MODULE, path, proof: [...proof], end: [...end] })
  const child = [...nodeOptions, '--input-type=module', '--eval', CHILD_SCRIPT, task]

  return new Promise<LevelCheck>(resolve => {
    execFile(process.execPath, child, { timeout: CHECK_MS_MAX, killSignal: 'SIGKILL', windowsHide: true }, (error, output) => {
      resolve(judgeChild(output, error?.signal ?? undefined))
    })
  }).catch(error => ({ result: 'unproven', reason: String(error) }))
}
