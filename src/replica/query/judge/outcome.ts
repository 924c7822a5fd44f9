import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import type { Candidate } from './interface.ts'

/** Answers up to which an outcome is searched from its beginning. */
const FEW = 8

/** One version that answers for its claimant. */
export interface Answer extends Candidate {
  /** Whether it stands in a contradiction that nobody has settled. */
  readonly contradicted: boolean
}

/** What a query answers about one group. */
export class Outcome {
  /** In the order of claimants. */
  public readonly answers: readonly Answer[]
  /** By place; made for long lists only. */
  private places: Map<string, Answer> | undefined

  constructor (answers: readonly Answer[]) {
    this.answers = answers
  }

  /** The answer that a fact is, by the first 16 bytes of its bundle's hash and its place in the bundle. */
  find (bundle: Uint8Array, index: number): Answer | undefined {
    if (this.answers.length <= FEW) {
      return this.answers.find(({ version }) => version.index === index && equalBytes(version.bundle, bundle))
    }

    this.places ??= new Map(this.answers.map(answer => [placeOf(answer.version.bundle, answer.version.index), answer]))
    return this.places.get(placeOf(bundle, index))
  }
}

function placeOf (bundle: Uint8Array, index: number): string {
  return `${toHex(bundle)} ${index}`
}
