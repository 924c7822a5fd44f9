import { isHlc } from '../../../model/hlc/index.ts'
import { MILLION, SOURCE_CLASS_COUNT } from '../constants.ts'
import { InvalidLensInputError } from '../errors.ts'
import { tieBreak } from './tie-break.ts'
import type { LensCandidate, LensContext } from '../interface.ts'

/**
 * Checks what a lens is handed, and brings the candidates into the order of the tie-break. Every lens works on that
 * order, so none can depend on the order in which candidates came.
 *
 * @throws {InvalidLensInputError}
 */
export function inOrder (candidates: readonly LensCandidate[], context: LensContext): LensCandidate[] {
  const ids = new Set<string>()
  checkContext(context)

  for (const candidate of candidates) {
    const field = faultyField(candidate)

    if (field != null) {
      throw new InvalidLensInputError(field, 'is not what its type says', candidate.id)
    }

    ids.add(candidate.id)
  }

  if (ids.size !== candidates.length) {
    throw new InvalidLensInputError('candidates', 'hold one fact twice')
  }

  return [...candidates].sort(tieBreak)
}

/**
 * An entry of a vector of trust; one that is missing is 0.
 *
 * @throws {InvalidLensInputError} when it is not an integer from 0 to `most`
 */
export function entryOf (field: 'eigentrust' | 'domainTrust', context: LensContext, { author, most }: { author: string, most: number }): number {
  const entry = context[field]?.get(author) ?? 0

  if (!isWithin(entry, 0, most)) {
    throw new InvalidLensInputError(field, `has an entry for "${author}" that is not an integer from 0 to ${most}`)
  }

  return entry
}

function checkContext ({ cut, halfLivesMs }: LensContext): void {
  if (!isHlc(cut)) {
    throw new InvalidLensInputError('cut', 'is not a hybrid logical time')
  }

  if (halfLivesMs != null && !(halfLivesMs.length === SOURCE_CLASS_COUNT && halfLivesMs.every(ms => ms >= 0 && Number.isFinite(ms)))) {
    throw new InvalidLensInputError('halfLivesMs', `is not a list of ${SOURCE_CLASS_COUNT} durations`)
  }
}

/** The first field that is not what its type says. Every candidate of every question passes here, so nothing is allocated. */
function faultyField ({ id, confidence, hlc, votes, trust, sourceClass, value }: LensCandidate): string | undefined {
  if (id === '') { return 'id' }
  if (!isWithin(confidence, 1, MILLION)) { return 'confidence' }
  if (!isHlc(hlc)) { return 'hlc' }
  if (votes != null && !isWithin(votes.for, 0, Number.MAX_SAFE_INTEGER)) { return 'votes.for' }
  if (votes != null && !isWithin(votes.against, 0, Number.MAX_SAFE_INTEGER)) { return 'votes.against' }
  if (trust != null && !isWithin(trust, 0, MILLION)) { return 'trust' }
  if (sourceClass != null && !isWithin(sourceClass, 0, SOURCE_CLASS_COUNT - 1)) { return 'sourceClass' }

  return typeof value.v !== 'number' || Number.isFinite(value.v) ? undefined : 'value'
}

function isWithin (value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}
