/**
 * An entry of the index does not have the form that this version writes. The index is derived: it can be removed and is
 * then built again from the journal.
 */
export class IndexCorruptError extends Error {
  static name = 'IndexCorruptError'
  /** Which bucket the entry lies in. */
  public readonly bucket: string

  constructor (bucket: string) {
    super(`An entry of the bucket "${bucket}" cannot be read; stop the node, remove its index folder and start it again, the index is rebuilt from the journal`)
    this.name = 'IndexCorruptError'
    this.bucket = bucket
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
