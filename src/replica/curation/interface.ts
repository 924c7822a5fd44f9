import type { Bodies, StatementKind } from '../../model/body/interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { EditionVerdicts } from '../../policy/lens/interface.ts'
import type { BundlePlace } from '../../policy/scope/index.ts'

/** Statements that shape the answers about other facts. */
export type CuratingKind = Exclude<StatementKind, 'vote'>

/** Curating statements that are kept in memory; resolutions are looked up one by one. */
export type HeldKind = Exclude<CuratingKind, 'resolution'>

/** A curating statement by where it stands. */
export interface PlacedStatement {
  /** Number of its kind. */
  readonly number: number
  readonly source: string
  /** Where its bundle stands. */
  readonly place: BundlePlace
}

/** Says whose curating statements count. */
export interface CurationRights {
  /**
   * Whether statements of an author may count in a scope. In a closed one all may: where each of them stands decides.
   *
   * @param scope - id, 32 bytes
   * @param author - public key, 32 bytes
   */
  mayCurate (scope: Uint8Array, author: Uint8Array, kind: CuratingKind): boolean

  /** Whether a statement of somebody who may curate has effect where it stands; in an open scope each has. */
  hasEffect (scope: Uint8Array, statement: PlacedStatement): boolean

  /** A number that changes with the effect of statements in a scope. */
  version (scope: Uint8Array): number
}

/** One alias, rule or edition that stands: it counts, and nothing newer of its claimant has replaced it. */
export interface CurationEntry<K extends HeldKind = HeldKind> {
  readonly kind: K
  readonly body: Bodies[K]
  /** Fact id. */
  readonly id: string
  /** Public key of the author, 32 bytes. */
  readonly author: Uint8Array
  readonly source: string
  readonly hlc: Hlc
}

/** What the curating statements of one scope come to, up to a moment. */
export interface CurationView {
  /** The name under which an entity is judged: itself, unless it is an alias. */
  canonical (entity: string): string
  /** All names of an entity, the canonical one first; at least the entity itself. */
  names (entity: string): readonly string[]
  /** Whether an entity may have many values for a relation, which then never contradict each other. */
  isMany (relation: string): boolean
  readonly editions: EditionVerdicts
  /** All entities with more than one name: their names, the canonical one first. */
  classes (): Iterable<readonly string[]>
}
