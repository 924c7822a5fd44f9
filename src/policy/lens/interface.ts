import type { Hlc } from '../../model/hlc/index.ts'

/** What the index knows of one live assertion without reading it. */
export interface LensClaim {
  /** 0..1, or millionths, as long as all rows agree. */
  readonly confidence: number
  readonly hlc: Hlc
}

/** What a lens looks at in one live assertion of a contested (scope, entity, relation). */
export interface LensRow extends LensClaim {
  /** Digest of the evidence, when the fact carries one. */
  readonly hash?: Uint8Array
  /** Fact id. */
  readonly id: string
}

/** A rule that picks one answer out of a contradiction when somebody reads it. */
export interface Lens {
  /** The name that a query asks for. */
  readonly name: string
  /** The claims of which one will win, whatever the rest of their rows says: a thousand rivals need not all be read. */
  shortlist<Claim extends LensClaim> (claims: readonly Claim[]): Claim[]
  /** The row that answers, or undefined when there is none. It depends on the set of rows, never on their order. */
  pick<Row extends LensRow> (rows: readonly Row[]): Row | undefined
}
