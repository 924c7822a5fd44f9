/** A scope id, key, prefix or nonce does not have the form that a tree needs. */
export class InvalidTreeInputError extends Error {
  static name = 'InvalidTreeInputError'
  /** Which input it is. */
  public readonly field: 'scope' | 'key' | 'prefix' | 'nonce'
  /** Its length in bytes. */
  public readonly length: number

  constructor (field: 'scope' | 'key' | 'prefix' | 'nonce', length: number) {
    super(`A tree takes scope ids of 32 bytes, keys of 40 bytes, prefixes of up to 80 nibbles and nonces of 8 bytes: this ${field} of ${length} bytes is none`)
    this.name = 'InvalidTreeInputError'
    this.field = field
    this.length = length
  }
}

/** What a sketch was given does not have the form that it needs; most of it comes from peers. */
export class InvalidSketchInputError extends Error {
  static name = 'InvalidSketchInputError'
  /** Which input it is. */
  public readonly field: 'salt' | 'keys' | 'width' | 'cells' | 'counters' | 'count'

  constructor (field: 'salt' | 'keys' | 'width' | 'cells' | 'counters' | 'count') {
    super(`A sketch cannot use these ${field}: docs/formats/sketch.md states their form`)
    this.name = 'InvalidSketchInputError'
    this.field = field
  }
}

/** What is stored of a tree or sketch is damaged or incomplete: the tree has to be made again from what it was made of. */
export class TreeCorruptError extends Error {
  static name = 'TreeCorruptError'
  /** Whether a block is not there, a row does not have the hash that it is known by, or it has no form that this release knows. */
  public readonly reason: 'missing' | 'hash' | 'form'

  constructor (reason: 'missing' | 'hash' | 'form') {
    super(`The stored tree is damaged (${reason})`)
    this.name = 'TreeCorruptError'
    this.reason = reason
  }
}

/** The tree has gone on since a snapshot was taken, and what the snapshot needs is no longer stored: another one has to be taken. */
export class TreeChangedError extends Error {
  static name = 'TreeChangedError'

  constructor () {
    super('The tree has changed too much since the snapshot was taken')
    this.name = 'TreeChangedError'
  }
}
