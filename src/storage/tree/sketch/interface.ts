/** Bytes of a cell on the wire: 8 with 22 bits of check, 7 with 14, 6 with 6. */
export type CellWidth = 6 | 7 | 8

/**
 * How far a decoder is: `done` when the cells so far are explained by the ids that it found, `stalled` when it needs
 * further cells, `exhausted` when it gave up because the cells cost more than those of an honest peer can.
 */
export type DecoderState = 'done' | 'stalled' | 'exhausted'

/** What a peer says about its set beside its cells. Both are hints and may be lies. */
export interface SketchSummary {
  /** How many keys it holds. */
  readonly count: number
  /** Its counters, 84 bytes. */
  readonly counters: Uint8Array
}

/** The rows in which a sketch is stored. */
export interface SketchRows {
  /** Parameters, salt, sizes and counters, 103 bytes. */
  readonly head: Uint8Array
  /** Pages by their number, each of 512 cells and 4,096 bytes. */
  readonly pages: ReadonlyArray<readonly [page: number, bytes: Uint8Array]>
}

/**
 * Finds the ids in which a remote set differs from a local one. Short ids are the first 40 bits of an id, as numbers.
 * What it finds is a guess that the cells support, never a proof: the roots decide.
 */
export interface SketchDecoder {
  readonly state: DecoderState
  /** How many cells it was given. */
  readonly received: number
  /** How much work it did: one step for each look at a cell and for each cell changed; at most 40 · received + 1,000. */
  readonly steps: number
  /**
   * Takes the next remote cells and goes on as far as they allow. Nothing happens once it is exhausted.
   *
   * @param from - the number of the first of these cells, which is how many were given before
   * @param cells - whole cells in wire form
   * @throws {InvalidSketchInputError} when they are not whole, not the next, or more than the local sketch has
   */
  feed (from: number, cells: Uint8Array): DecoderState
  /** The short ids found so far that only the local set has, ascending, each once and in no other answer. */
  ours (): Float64Array
  /** The short ids found so far that only the remote set has, ascending, each once and in no other answer. */
  theirs (): Float64Array
}

/** A sketch as it stood at one moment. It never changes. */
export interface SketchSnapshot {
  /** How many keys the set holds. */
  readonly count: number
  /** How many cells there are; 0 while the sketch is being filled. */
  readonly size: number
  /**
   * Cells in wire form.
   *
   * @throws {InvalidSketchInputError} when there are no such cells or no such width
   */
  cells (from: number, count: number, width: CellWidth): Uint8Array
  /** The counters, 84 bytes. */
  counters (): Uint8Array
  /**
   * About how many keys only one of two sets has; at least the difference of their counts.
   *
   * @param theirs - what the peer says
   * @param atMost - how many keys there are on both sides where differences can be; all of them without it
   * @throws {InvalidSketchInputError} when the counters have not 84 bytes, or a number of keys is not a safe integer from 0
   */
  estimate (theirs: SketchSummary, atMost?: number): number
  /**
   * A decoder of a peer's cells against this set.
   *
   * @throws {InvalidSketchInputError} when there is no such width
   */
  decoder (width: CellWidth): SketchDecoder
}

/**
 * A summary of a set of keys from which the difference to another set can be read, with as many cells as the difference
 * is large. Keys that are inserted have to be new, and keys that are removed have to be there: the sketch cannot tell.
 */
export interface Sketch {
  /** How many keys the set holds. */
  readonly count: number
  /** How many cells can be used; 0 while the sketch is being filled. */
  readonly size: number
  /** Whether there are fewer cells than the set should have: `grow` makes more of them. */
  readonly tooSmall: boolean
  /** Adds a key of 40 bytes. Throws InvalidTreeInputError for another length. */
  insert (key: Uint8Array): void
  /** Takes a key of 40 bytes away. Throws InvalidTreeInputError for another length. */
  remove (key: Uint8Array): void
  /**
   * Begins to make as many cells as the set needs now. The sketch stays in use meanwhile, with the cells that it has,
   * and takes part in every change. A later `grow` or `fill` ends one that is still running.
   *
   * @param keys - the set as it stands at this call, whatever changes later
   * @returns what the caller drives to its end: each step takes up to 1,024 keys. It throws InvalidSketchInputError when
   * there were more or fewer keys than the set has; the sketch stays as it was then.
   */
  grow (keys: Iterable<Uint8Array>): Generator<void, void>
  /**
   * Forgets everything and begins to take a whole set. Until the end the sketch has no cells, and takes part in every
   * change.
   *
   * @param keys - the set as it stands at this call, whatever changes later
   * @param count - how many keys there are
   * @returns what the caller drives, as for `grow`; after a failure the sketch stays without cells
   */
  fill (keys: Iterable<Uint8Array>, count: number): Generator<void, void>
  /** The sketch as it stands now, in constant time: the next change copies the cells, 512 KiB at most. */
  snapshot (): SketchSnapshot
  /**
   * The rows that changed since this was called the last time; undefined while the sketch is being filled.
   *
   * @param all - whether to answer every row, because those of an earlier call were not stored
   */
  takeRows (all?: boolean): SketchRows | undefined
}

/** What a sketch is made for. */
export interface SketchInit {
  /** Goes into the words of every key, 8 bytes: equal for all peers that compare their sets. `sketchSalt` makes it of a scope id. */
  salt: Uint8Array
}

/** Where a sketch is stored. */
export interface StoredSketchInit extends SketchInit {
  /** The first row. */
  head: Uint8Array
  /** Reads the row of a page, or answers undefined. */
  readPage (page: number): Uint8Array | undefined
}
