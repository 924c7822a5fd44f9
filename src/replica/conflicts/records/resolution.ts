import { parseFactId } from '../../../model/bundle/index.ts'
import { compareBytes, equalBytes, toHex } from '../../../model/bytes/index.ts'
import { BUNDLE_KEY_BYTES } from '../../index/index.ts'
import { BadWinnerError } from '../errors.ts'
import type { BodyRef, ResolutionBody } from '../../../model/body/interface.ts'
import type { Judgement } from '../../query/index.ts'
import type { ResolutionDraft } from '../interface.ts'

/**
 * The live fact that a draft names as the winner, or null when it names none.
 *
 * @throws {BadWinnerError}
 */
export function winnerIn ({ live }: Judgement, { newValue, winner }: ResolutionDraft): BodyRef | null {
  if (winner == null) {
    return null
  }

  if (newValue != null) {
    throw new BadWinnerError('A winner and a new value exclude each other')
  }

  const parts = parseFactId(winner)
  const isLive = parts != null && live.some(({ version: { bundle, index } }) => {
    return index === parts.index && equalBytes(bundle, parts.hash.subarray(0, BUNDLE_KEY_BYTES))
  })

  if (!isLive) {
    throw new BadWinnerError(`The fact ${winner} is none of the live facts of the conflict`)
  }

  return parts
}

/** The resolution that looks at every live value of a group. */
export function resolutionOf ({ live, name }: Judgement, winner: BodyRef | null, note: string | undefined): ResolutionBody {
  const values = new Map(live.map(({ version: { value } }) => [toHex(value), value]))
  const body = { relation: name.relation, winner, values: [...values.values()].sort(compareBytes) }

  return note == null ? body : { ...body, note }
}
