import { REQUEST_BITS_MIN, REQUEST_ENTRIES_MAX, SHORT_ID_BITS } from '../constants.ts'
import { SyncCodeError, SyncFaultError } from '../errors.ts'
import { BitReader } from './bit-reader.ts'
import { BitWriter } from './bit-writer.ts'
import { readNumbers, writeNumbers } from './number-set.ts'
import type { NumberSet } from './number-set.ts'

/** Asks for the bundles whose hashes begin with certain bits. */
export interface ShortIdRequest {
  readonly kind: 'ids'
  /** How many bits of a hash each number stands for, 14 to 40. */
  readonly bits: number
  /** The first bits of the hashes, one number each, at least one. */
  readonly ids: NumberSet
}

/** Asks for bundles by their places in the salted list that the peer sent. */
export interface RankRequest {
  readonly kind: 'ranks'
  /** Indexes into the values of the list, at least one. */
  readonly ranks: NumberSet
}

/** What a REQ asks for. */
export type SyncRequest = ShortIdRequest | RankRequest

/*
 * A stream of bits; the form is 0 for ranks, else the number of bits of a short id.
 *
 *   | form | number of entries | Rice-coded set |
 *     u6     gamma
 */
const FORM_BITS = 6
const FORM_RANKS = 0

/**
 * A request as bytes.
 *
 * @param request - 1 to 16,384 short ids, or at least one rank
 * @param listed - how many values the list has to which ranks belong
 * @throws {SyncCodeError} when the request is out of these bounds
 */
export function encodeRequest (request: SyncRequest, listed = 0): Uint8Array {
  const writer = new BitWriter()
  const { form, numbers, size } = request.kind === 'ids'
    ? { form: request.bits, numbers: request.ids, size: 2 ** request.bits }
    : { form: FORM_RANKS, numbers: request.ranks, size: listed }

  if (numbers.length === 0 || (request.kind === 'ids' && (!isIdLength(form) || numbers.length > REQUEST_ENTRIES_MAX))) {
    throw new SyncCodeError('a request has 1 to 16,384 short ids of 14 to 40 bits, or ranks')
  }
  writer.write(form, FORM_BITS)
  writer.writeGamma(numbers.length)
  writeNumbers(writer, numbers, size)

  return writer.finish()
}

/**
 * Reads a request.
 *
 * @param bytes - what the peer sent
 * @param listed - how many values the list has that we sent; without one, ranks are malformed
 * @throws {SyncFaultError} `malformed`, or `limit` when there are more short ids than a request may have
 */
export function decodeRequest (bytes: Uint8Array, listed = 0): SyncRequest {
  const reader = new BitReader(bytes)
  const form = reader.read(FORM_BITS)
  const count = reader.readGamma()

  if (form !== FORM_RANKS && !isIdLength(form)) {
    throw new SyncFaultError('malformed', 'short ids have a wrong number of bits')
  }
  if (form !== FORM_RANKS && count > REQUEST_ENTRIES_MAX) {
    throw new SyncFaultError('limit', 'a request asks for too much')
  }
  const numbers = readNumbers(reader, { count, size: form === FORM_RANKS ? listed : 2 ** form })

  reader.end()

  return form === FORM_RANKS ? { kind: 'ranks', ranks: numbers } : { kind: 'ids', bits: form, ids: numbers }
}

function isIdLength (bits: number): boolean {
  return bits >= REQUEST_BITS_MIN && bits <= SHORT_ID_BITS
}
