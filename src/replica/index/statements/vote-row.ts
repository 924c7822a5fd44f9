import { readU48, writeU48 } from '../../record/index.ts'
import { decodeOrder } from '../claims/version.ts'
import { CLAIMANT_BYTES, FACT_KEY_BYTES, ORDER_BYTES, SCOPE_NUMBER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import type { VoteBody } from '../../../model/body/index.ts'
import type { VoteRow, VoteTally4 } from '../interface.ts'

const IS_AGAINST = 1
const IS_TAKEN_BACK = 2

const FLAGS_AT = ORDER_BYTES
const WEIGHT_AT = FLAGS_AT + 1
const VOTE_BYTES = WEIGHT_AT + 6

const TALLY_BYTES = 28
const AGAINST_AT = TALLY_BYTES / 2
const SUM_AT = 6

/** Where the claimant stands in the key of a vote, and where the order of an older one. */
const CLAIMANT_AT = 1 + SCOPE_NUMBER_BYTES + FACT_KEY_BYTES
const ORDER_AT = CLAIMANT_AT + CLAIMANT_BYTES

/** How many current votes there are for and against one fact, and what they weigh. Weights are exact, however many there are. */
export interface VoteSums {
  for: { count: number, weight: bigint }
  against: { count: number, weight: bigint }
}

/**
 * Encodes a vote so that of two of one claimant the newer one's bytes are the greater ones.
 *
 * ```
 *   0       26      27
 *   | order | flags | weight 6 |       flags: bit 0 against, bit 1 taken back
 * ```
 */
export function encodeVote (order: Uint8Array, { weight, stance }: VoteBody, takenBack: boolean): Uint8Array {
  const row = new Uint8Array(VOTE_BYTES)
  row.set(order)
  row[FLAGS_AT] = (stance === 'against' ? IS_AGAINST : 0) | (takenBack ? IS_TAKEN_BACK : 0)
  writeU48(row, WEIGHT_AT, weight)

  return row
}

/** The suffix of the key, and the value, of a vote that is no longer the current one. Orders are inverted, so that newer votes come first. */
export function olderVote (row: Uint8Array): { suffix: Uint8Array, value: Uint8Array } {
  return { suffix: inverted(row.subarray(0, ORDER_BYTES)), value: row.subarray(ORDER_BYTES) }
}

/** The vote that {@link olderVote} took apart. */
export function newerVote (suffix: Uint8Array, value: Uint8Array): Uint8Array {
  return new Uint8Array([...inverted(suffix), ...value])
}

/** Reads an entry of a vote, the current one or an older one. */
export function decodeVote (key: Uint8Array, value: Uint8Array): VoteRow {
  const row = key.length === ORDER_AT ? value : newerVote(key.subarray(ORDER_AT), value)

  if (row.length !== VOTE_BYTES) {
    throw new IndexCorruptError('vote')
  }

  return {
    ...decodeOrder(row),
    claimant: key.slice(CLAIMANT_AT, ORDER_AT),
    stance: isAgainst(row) ? 'against' : 'for',
    weight: readU48(row, WEIGHT_AT),
    takenBack: isVoteTakenBack(row)
  }
}

/** Adds what a current vote weighs to the sums, or subtracts it. */
export function countVote (sums: VoteSums, row: Uint8Array, sign: 1 | -1): void {
  if (!isVoteTakenBack(row)) {
    const side = sums[isAgainst(row) ? 'against' : 'for']
    side.count += sign
    side.weight += BigInt(sign * readU48(row, WEIGHT_AT))
  }
}

/**
 * ```
 *   0             6              14                20
 *   | for count 6 | for weight 8 | against count 6 | against weight 8 |
 * ```
 */
export function encodeSums (sums: VoteSums): Uint8Array {
  const row = new Uint8Array(TALLY_BYTES)
  const view = new DataView(row.buffer)

  for (const [at, { count, weight }] of [[0, sums.for], [AGAINST_AT, sums.against]] as const) {
    writeU48(row, at, count)
    view.setBigUint64(at + SUM_AT, weight)
  }

  return row
}

/** Decodes what {@link encodeSums} wrote; nothing stands for no votes. */
export function decodeSums (row: Uint8Array | undefined): VoteSums {
  if (row == null) {
    return { for: { count: 0, weight: 0n }, against: { count: 0, weight: 0n } }
  }

  if (row.length !== TALLY_BYTES) {
    throw new IndexCorruptError('tally')
  }

  const view = new DataView(row.buffer, row.byteOffset)
  const side = (at: number): VoteSums['for'] => ({ count: readU48(row, at), weight: view.getBigUint64(at + SUM_AT) })

  return { for: side(0), against: side(AGAINST_AT) }
}

/** The sums as readers see them. */
export function tallyOf (sums: VoteSums): VoteTally4 {
  return {
    forCount: sums.for.count,
    forWeight: inRange(sums.for.weight),
    againstCount: sums.against.count,
    againstWeight: inRange(sums.against.weight)
  }
}

function isAgainst (row: Uint8Array): boolean {
  return (row[FLAGS_AT] & IS_AGAINST) !== 0
}

function isVoteTakenBack (row: Uint8Array): boolean {
  return (row[FLAGS_AT] & IS_TAKEN_BACK) !== 0
}

function inverted (bytes: Uint8Array): Uint8Array {
  return bytes.map(byte => ~byte)
}

function inRange (weight: bigint): number {
  return Math.min(Number(weight), Number.MAX_SAFE_INTEGER)
}
