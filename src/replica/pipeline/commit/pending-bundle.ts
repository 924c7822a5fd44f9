import { concatBytes } from '../../../model/bytes/index.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { Arrival } from '../../record/index.ts'

/** A bundle on its way into journal and index, and who waits for it. */
export interface PendingBundle {
  readonly bundle: Bundle
  readonly arrival: Arrival
  /** What stands before the bundle in its record. */
  readonly lead: Uint8Array
  /** Of a bundle from which facts are taken out: those that leave, at their places. */
  readonly leaving?: ReadonlyArray<Fact | null>
  /** Global offset of its record, once it is written. */
  offset: number
  /** Answers with the indices of facts that have rivals. */
  resolve (rivalled: readonly number[]): void
  reject (reason: unknown): void
}

/** A bundle that is durable and indexed. */
export interface Committed extends Pick<PendingBundle, 'bundle' | 'arrival' | 'leaving' | 'offset'> {
  /** Whether another bundle stands in its place of the chain. */
  readonly equivocates: boolean
}

/** The journal record of a bundle. */
export function recordOf ({ lead, bundle }: PendingBundle): Uint8Array {
  return concatBytes([lead, bundle.bytes])
}
