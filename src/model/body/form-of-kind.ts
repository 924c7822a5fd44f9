import type { CborMap } from '../bytes/index.ts'
import type { Fact } from '../fact/index.ts'

/**
 * How the bodies of one kind are written and read. Reading gives a body whose fields may still be anything; `check`
 * looks at them, and writer and reader share it.
 */
export interface BodyForm<B> {
  /** Number of the kind. */
  readonly kind: number
  /** Brings what a caller wrote into the form that is signed. */
  normal (body: B): B
  toMap (body: B): CborMap
  fromMap (map: CborMap): B
  /**
   * Requires every rule of the body, and that it fits the fact around it.
   *
   * @throws {InvalidFactError}
   */
  check (body: B, fact: Pick<Fact, 'entity'>): void
}
