import { deleteDB, openDB } from 'idb'
import { ANSWER_MS_MAX } from '../constants.ts'
import { KVClosedError, KVCorruptError, KVFailedError } from '../errors.ts'
import { indexedError } from './indexed-error.ts'
import { takeLock } from './web-lock.ts'
import type { Release } from './web-lock.ts'
import type { Timers } from '../../../platform/interface.ts'
import type { DBSchema, IDBPDatabase, IDBPObjectStore } from 'idb'

/** The version of the schema below. */
const VERSION = 1

const STORE = 'entries'

/** One object store holds all entries, under binary keys. */
interface Schema extends DBSchema {
  [STORE]: { key: ArrayBuffer, value: ArrayBuffer }
}

/** What a connection stands on. */
export interface ConnectionComponents {
  readonly timers: Pick<Timers, 'after'>
}

/** The entries within a transaction. */
export type EntryStore<Mode extends IDBTransactionMode = 'readonly' | 'readwrite'> = IDBPObjectStore<Schema, [typeof STORE], typeof STORE, Mode>

/** An open database. It ends when it is closed, when another wants to remove or change the database, or when the browser takes it. */
export class Connection {
  private readonly location: string
  private readonly release: Release
  private readonly database: IDBPDatabase<Schema>
  /** Makes the error of every call, once the connection has ended. */
  private end: (() => Error) | undefined

  constructor (components: { database: IDBPDatabase<Schema>, release: Release }, location: string) {
    this.location = location
    this.release = components.release
    this.database = components.database
  }

  /** Whether calls can still succeed. */
  get isOpen (): boolean {
    return this.end == null
  }

  /** Reads as of one moment, in one transaction. */
  async read <T> (call: (store: EntryStore) => Promise<T>): Promise<T> {
    return this.run(async () => {
      const transaction = this.database.transaction(STORE)
      transaction.done.catch(() => undefined) // the read that failed it says so itself
      return call(transaction.store)
    })
  }

  /** Writes in one transaction, and answers when all of it is there: on the disk if it is `strict`. */
  async write (durability: 'strict' | 'relaxed', call: (store: EntryStore<'readwrite'>) => Promise<unknown>): Promise<void> {
    await this.run(async () => {
      const transaction = this.database.transaction(STORE, 'readwrite', { durability })
      const written = call(transaction.store).catch(error => {
        abort(transaction)
        throw error
      })
      await Promise.all([written, transaction.done])
    })
  }

  /** Ends the connection for a reason that is not its owner's. */
  lose (reason: string): void {
    this.end ??= () => new KVFailedError(this.location, { reason })
    this.database.close()
    this.release()
  }

  /** Waits for what is under way, then closes. */
  async close (): Promise<void> {
    if (this.end != null) {
      return
    }
    this.end = () => new KVClosedError(this.location)
    try {
      await this.database.transaction(STORE, 'readwrite', { durability: 'relaxed' }).done
    } catch {
      // What was under way has failed, and said so to its callers.
    }
    this.database.close()
    this.release()
  }

  /** Runs a call and names its errors as this room does. */
  private async run <T> (call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw this.end?.() ?? indexedError(this.location, error)
    }
  }
}

/**
 * Opens a database, and creates it when it is missing.
 *
 * @throws {KVLockedError} when another tab or worker has it.
 * @throws {KVCorruptError} when it holds something else.
 * @throws {KVFailedError} when the browser refuses it or does not answer.
 */
export async function openConnection (components: ConnectionComponents, location: string): Promise<Connection> {
  const release = await takeLock(components, location)
  try {
    const database = await openDatabase(components, location, reason => { connection.lose(reason) })
    const connection = new Connection({ database, release }, location)
    return connection
  } catch (error) {
    release()
    throw error
  }
}

/**
 * Removes a database, which is closed here; others are asked to close it.
 *
 * @throws {KVLockedError} when another tab or worker has it.
 * @throws {KVFailedError} when somebody does not close it; it is removed once they do.
 */
export async function removeDatabase (components: ConnectionComponents, location: string): Promise<void> {
  const release = await takeLock(components, location)
  try {
    await answerTo(components, location, deleteDB(location))
  } finally {
    release()
  }
}

async function openDatabase (components: ConnectionComponents, location: string, lose: (reason: string) => void): Promise<IDBPDatabase<Schema>> {
  const opening = openDB<Schema>(location, VERSION, {
    upgrade: database => { database.createObjectStore(STORE) },
    blocking: () => { lose('another page removes it or brings it to a newer version; load this page again') },
    terminated: () => { lose('the browser closed it, as it does when the data of a site are cleared; start the store again') }
  })
  try {
    const database = await answerTo(components, location, opening)
    if (database.objectStoreNames.contains(STORE)) {
      return database
    }
  } catch (error) {
    opening.then(database => { database.close() }, () => undefined) // should it come too late
    throw error
  }
  (await opening).close()
  throw new KVCorruptError(location)
}

/** The answer of the browser, named as this room does, within a bounded time: it waits for other pages without end. */
async function answerTo <T> ({ timers }: ConnectionComponents, location: string, call: Promise<T>): Promise<T> {
  const { promise: overdue, reject } = Promise.withResolvers<never>()
  const timer = timers.after(ANSWER_MS_MAX, () => {
    const reason = `the browser did not answer for ${ANSWER_MS_MAX / 1_000} seconds; close other pages of this site and try again`
    reject(new KVFailedError(location, { reason }))
  })
  try {
    return await Promise.race([call.catch(error => { throw indexedError(location, error) }), overdue])
  } finally {
    timer.cancel()
  }
}

function abort (transaction: { abort (): void }): void {
  try {
    transaction.abort()
  } catch {
    // The browser was quicker.
  }
}
