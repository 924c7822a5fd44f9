import { openDB } from 'idb'
import { FileSystemError } from '../errors.ts'
import { OPEN_MS_MAX } from './constants.ts'
import type { Timers } from '../interface.ts'
import type { DBSchema, IDBPDatabase, IDBPTransaction } from 'idb'

/** The version of the schema below. */
const VERSION = 1

/** A file or folder as it is stored; a folder has no size. */
export interface StoredEntry {
  readonly number: number
  readonly mode: number
  readonly stamp: number
  readonly size?: number
  /** Of the outermost folder alone: the number of the volume, drawn when it was made. */
  readonly device?: number
}

/** Names lie in one store, under their paths; bytes in another, under the number of the file and that of the chunk. */
interface Schema extends DBSchema {
  entries: { key: string, value: StoredEntry }
  chunks: { key: [number, number], value: ArrayBuffer }
}

const STORES: Array<'entries' | 'chunks'> = ['entries', 'chunks']

/** An open database. */
export type Database = IDBPDatabase<Schema>

/** A transaction over names and bytes that writes. */
export type Writing = IDBPTransaction<Schema, typeof STORES, 'readwrite'>

/** Opens a database, and creates it when it is missing; `lose` is called when the browser takes it away. */
export async function openDatabase (timers: Pick<Timers, 'after'>, name: string, lose: () => void): Promise<Database> {
  const opening = openDB<Schema>(name, VERSION, {
    upgrade: database => {
      database.createObjectStore('entries')
      database.createObjectStore('chunks')
    },
    blocking: lose,
    terminated: lose
  })
  const { promise: overdue, reject } = Promise.withResolvers<never>()
  const timer = timers.after(OPEN_MS_MAX, () => { reject(new FileSystemError('ETIMEDOUT', name)) })
  try {
    return await Promise.race([opening, overdue])
  } catch (error) {
    opening.then(database => { database.close() }, () => undefined) // should it come too late
    throw fileError(name, error)
  } finally {
    timer.cancel()
  }
}

/** Writes names and bytes in one transaction, and answers when it is complete and on the disk. */
export async function writeStrictly (database: Database, path: string, call: (transaction: Writing) => void): Promise<void> {
  try {
    const transaction = database.transaction(STORES, 'readwrite', { durability: 'strict' })
    call(transaction)
    await transaction.done
  } catch (error) {
    throw fileError(path, error)
  }
}

/** The failure of a file for one of IndexedDB (W3C, Indexed Database API 3.0): the quota of the site is the size of its disk. */
export function fileError (path: string, cause: unknown): Error {
  if (cause instanceof FileSystemError) {
    return cause
  }
  const isFull = cause instanceof Error && cause.name === 'QuotaExceededError'
  return new FileSystemError(isFull ? 'ENOSPC' : 'EIO', path, { cause })
}

/** The keys of the chunks of a file, from one on. */
export function chunksFrom (file: number, index = 0): IDBKeyRange {
  return IDBKeyRange.bound([file, index], [file + 1, 0], false, true)
}
