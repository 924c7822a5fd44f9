import { BUCKETS } from './constants.ts'

/**
 * An entry of the index is missing, or does not have the form or the checksum that this version writes. The index is derived: it can be removed and is
 * then built again from the journal.
 */
export class IndexCorruptError extends Error {
  static name = 'IndexCorruptError'
  /** Which bucket the entry lies in. */
  public readonly bucket: string

  /** The error for the entry under a key. */
  static at (key: Uint8Array): IndexCorruptError {
    return new IndexCorruptError(Object.entries(BUCKETS).find(([, no]) => no === key[0])?.[0] ?? 'unknown')
  }

  constructor (bucket: string) {
    super(`An entry of the bucket "${bucket}" cannot be read; stop the node, remove its index folder and start it again, the index is rebuilt from the journal`)
    this.name = 'IndexCorruptError'
    this.bucket = bucket
  }
}

/**
 * The store of the index failed, most often because the disk is full. Nothing is lost: what it did not take stands in the
 * journal, waits in memory and can be read; `resume` writes it.
 */
export class IndexWaitsError extends Error {
  static name = 'IndexWaitsError'

  constructor (cause: unknown) {
    super('The index cannot be written; what waits for it is kept in memory until there is room again', { cause })
    this.name = 'IndexWaitsError'
  }
}

/** The index was found damaged and is being built again from the journal; until then it answers nothing rather than a part. */
export class IndexRebuildingError extends Error {
  static name = 'IndexRebuildingError'
  public readonly code = 'index_rebuilding'

  constructor (cause?: unknown) {
    super('The index is being built again from the journal, because the disk had damaged it; ask again in a moment', { cause })
    this.name = 'IndexRebuildingError'
  }
}

/** More scopes have appeared than the index can number. */
export class TooManyScopesError extends Error {
  static name = 'TooManyScopesError'

  constructor () {
    super('The index holds 65,536 scopes and cannot number another one')
    this.name = 'TooManyScopesError'
  }
}
