import type { FactValue } from '../../model/fact/index.ts'
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

/** The sums of the live votes on one fact, in millionths. Sums are integers up to 2^53−1. */
export interface VoteTally {
  readonly for: number
  readonly against: number
}

/** One live assertion with everything that a lens may look at. All of it is the same on every node that holds the set. */
export interface LensCandidate extends LensRow {
  /** Integer millionths, 1..1,000,000. */
  readonly confidence: number
  readonly value: FactValue
  /** Peer id of the author, base36 text. */
  readonly author: string
  /** URI of who says it. */
  readonly source: string
  /** Only the lens `constraints` looks at it. */
  readonly relation?: string
  /** Place in `SOURCE_CLASSES`, 0..5. Absent counts as the last one. */
  readonly sourceClass?: number
  /** Absent: nobody voted. */
  readonly votes?: VoteTally
  /**
   * Reputation of the author in millionths, 0..1,000,000.
   *
   * @default TRUST_UNKNOWN
   */
  readonly trust?: number
  /** The knowledge edition that the fact belongs to. */
  readonly edition?: string
  /** Place in `LIFECYCLES`, 0..4. No lens of this room looks at it; an own one may. */
  readonly life?: number
}

/** What is known of the editions that facts belong to; `judgeEditions` makes it, once for many resolutions. */
export interface EditionVerdicts {
  /** Editions that have a record. */
  readonly known: ReadonlySet<string>
  /** Editions that another one replaces. Their facts are left out. */
  readonly superseded: ReadonlySet<string>
  /** Editions that only a record without a type names as replaced. Their facts count. */
  readonly spared: ReadonlySet<string>
  /** Editions that replace each other in a circle. What they say of each other is void. */
  readonly cyclic: ReadonlySet<string>
}

/** The relations whose facts are rules for an agent. */
export interface ConstraintRelations {
  readonly mustUse: string
  readonly forbidden: string
}

/** Everything a lens may know beside the candidates. A node that answers the same bytes was handed the same context. */
export interface LensContext {
  /** The moment that ages are measured from, and at which votes and trust were taken. */
  readonly cut: Hlc
  /** Trust by author (base36 peer id), integer trillionths. An author that is missing has no path from a seed: 0. */
  readonly eigentrust?: ReadonlyMap<string, number>
  /** Standing by author in the domain of the relation, integer millionths. An author that is missing has 0. */
  readonly domainTrust?: ReadonlyMap<string, number>
  readonly editions?: EditionVerdicts
  /** Only facts of this edition answer, superseded or not: a snapshot. */
  readonly edition?: string
  /**
   * Half-life by source class in milliseconds, six of them; 0 never decays.
   *
   * @default DEFAULT_HALF_LIVES_MS
   */
  readonly halfLivesMs?: readonly number[]
  /**
   * Where rules stand.
   *
   * @default DEFAULT_CONSTRAINT_RELATIONS
   */
  readonly constraintRelations?: ConstraintRelations
}

/** Why something is as it is: a stable code, what it speaks of, and the sentence for people. */
export interface LensNote {
  /** One of the codes that `docs/LENSES.md` lists. */
  readonly code: string
  readonly level: 'info' | 'warning'
  readonly params: Readonly<Record<string, string | number>>
  readonly text: string
}

/** A candidate in its place. */
export interface RankedCandidate {
  /** Fact id. */
  readonly id: string
  readonly value: FactValue
  /** What the lens weighs it with, in the unit that `docs/LENSES.md` names: millionths for all lenses but one. */
  readonly weight: number
  /** Its part of all weights, 0..1 in millionths. */
  readonly share: number
  readonly why: readonly LensNote[]
}

/** One distinct value, and how much of all stated confidence stands behind it. It is the same for every lens. */
export interface ValueShare {
  /** Id of the fact that stands for the value: the first one by the tie-break. */
  readonly id: string
  /** How many pairs of author and source say it. */
  readonly claimants: number
  /** 0..1 in millionths. */
  readonly share: number
}

/** The outcome among the candidates of one source class. */
export interface TierResolution {
  /** Place in `SOURCE_CLASSES`. */
  readonly sourceClass: number
  /** Id of the winner. */
  readonly winner: string
  readonly candidatesCount: number
  /** 0..1 */
  readonly confidence: number
  /** 0..1 */
  readonly conflictScore: number
}

/** One thing that an agent must use or must not use. */
export interface ConstraintRule {
  readonly value: FactValue
  /** Ids of the facts that say so, by the tie-break. */
  readonly facts: readonly string[]
}

/** How far the candidates agree. */
export type Agreement = 'Unanimous' | 'Agreed' | 'Contested'

/** What a lens makes of a set of candidates. Equal sets and equal contexts give equal resolutions, byte for byte. */
export interface Resolution {
  /** The expression that names the lens. */
  readonly lens: string
  /** The first of the candidates, unless the lens gives no answer. */
  readonly winner?: RankedCandidate
  /** Best first. Candidates that the lens leaves out are not among them. */
  readonly candidates: readonly RankedCandidate[]
  /** How many candidates were handed in. */
  readonly candidatesCount: number
  /** How sure the lens is of the winner, 0..1; 0 without one. */
  readonly confidence: number
  /** Shannon entropy of the stated confidence over the distinct values, normalised to 0..1. */
  readonly conflictScore: number
  /** The distinct values, the largest share first. */
  readonly values: readonly ValueShare[]
  /** Only of the lens `skeptic`. */
  readonly status?: Agreement
  /** Only of the lens `layered-consensus`: the populated source classes, the most authoritative first. */
  readonly tiers?: readonly TierResolution[]
  /** Only of the lens `layered-consensus`: how far the winners of the tiers disagree, 0..1. */
  readonly crossTierConflict?: number
  /** Only of the lens `constraints`. */
  readonly constraints?: { readonly mustUse: readonly ConstraintRule[], readonly forbidden: readonly ConstraintRule[] }
  readonly explanation: readonly LensNote[]
}

/** A rule that makes one answer, or a picture, of a contradiction when somebody reads it. */
export interface ResolvingLens {
  /** The name or expression that a query asks for. */
  readonly name: string
  /**
   * The outcome. It depends on the set of candidates, never on their order.
   *
   * @throws {InvalidLensInputError} when a candidate or the context is not what its type says
   */
  resolve (candidates: readonly LensCandidate[], context: LensContext): Resolution
}

/** A lens that can pick from rows of the index alone. */
export interface Lens extends ResolvingLens {
  /** The claims of which one will win, whatever the rest of their rows says: a thousand rivals need not all be read. */
  shortlist<Claim extends LensClaim> (claims: readonly Claim[]): Claim[]
  /** The row that answers, or undefined when there is none. It depends on the set of rows, never on their order. */
  pick<Row extends LensRow> (rows: readonly Row[]): Row | undefined
}

/** What an expression says about one lens. */
export interface LensArguments {
  /** The expression in canonical form; the lens that is made carries it as its name. */
  readonly name: string
  readonly inner?: ResolvingLens
  readonly parameters: ReadonlyMap<string, number>
}

/** A lens with parameters, or one that wraps another. */
export interface LensFamily {
  readonly name: string
  /** Whether an expression may name a lens inside. */
  readonly takesInner: boolean
  /** The greatest value of each parameter; the smallest is 0. */
  readonly parameters: Readonly<Record<string, number>>
  make (args: LensArguments): ResolvingLens
}

/** Lenses by name. */
export interface LensRegistry {
  /** All names, sorted. */
  readonly names: readonly string[]
  /** What an expression may do with each of them, in the order of the names. */
  readonly families: readonly LensFamily[]
  /**
   * The lens that an expression names, such as `recency` or `epoch-aware(skeptic(agreed-below=400000))`.
   *
   * @throws {LensExpressionError} when it cannot be read, or a parameter does not fit
   * @throws {UnknownLensError}
   */
  get (expression: string): ResolvingLens
  /**
   * Adds a lens of one's own. It is handed checked candidates in the order of the tie-break.
   *
   * @throws {InvalidLensNameError}
   * @throws {LensNameTakenError} when a lens of that name is there; none is ever replaced
   */
  register (lens: ResolvingLens | LensFamily): void
}
