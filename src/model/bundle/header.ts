import { NotCanonicalError, decodeCanonical, encodeCanonical } from '../bytes/index.ts'
import { HLC_COUNTER_MAX, isHlc } from '../hlc/index.ts'
import { PUBLIC_KEY_BYTES } from '../identity/index.ts'
import { BUNDLE_FACTS_MAX, BUNDLE_VERSION, HASH_BYTES, HEADER_BYTES_MAX, LANE_BYTES, PARENTS_MAX, SHARD_MAX } from './constants.ts'
import { MalformedBundleError, TooLargeError, UnknownVersionError } from './errors.ts'
import type { BundleHeader } from './interface.ts'
import type { CborMap, CborValue } from '../bytes/index.ts'

const NET_NAME = /^[a-z0-9-]{1,32}$/
const ITEMS = 13

/**
 * Encodes a header as the canonical dag-cbor list
 *
 * ```
 * [1, net, scope, shard, author, lane, seq, prev, [wall ms, counter], [parent, …, true?], count, root, ext]
 * ```
 *
 * @throws {MalformedBundleError} when a field breaks a rule
 * @throws {TooLargeError} when there are too many facts, or `ext` is too large
 */
export function encodeHeader (header: BundleHeader): Uint8Array {
  checkHeader(header)

  const parents: CborValue[] = header.parentsTruncated ? [...header.parents, true] : header.parents

  return within(() => encodeCanonical([
    BUNDLE_VERSION, header.net, header.scope, header.shard, header.author, header.lane, header.seq, header.prev,
    [header.hlc.wallMs, header.hlc.counter], parents, header.count, header.root, header.ext
  ], { bytesMax: HEADER_BYTES_MAX }))
}

/**
 * Reads the bytes that {@link encodeHeader} makes, and only those.
 *
 * @throws {MalformedBundleError} when they are anything else
 * @throws {TooLargeError} when they are over a limit
 * @throws {UnknownVersionError} when they are the header of another version
 */
export function decodeHeader (bytes: Uint8Array): BundleHeader {
  const list = within(() => decodeCanonical(bytes, { bytesMax: HEADER_BYTES_MAX }))

  if (!Array.isArray(list)) {
    throw flaw('it is not a list')
  }

  if (Number.isSafeInteger(list[0]) && list[0] !== BUNDLE_VERSION) {
    throw new UnknownVersionError(Number(list[0]))
  }

  if (list[0] !== BUNDLE_VERSION || list.length !== ITEMS) {
    throw flaw(`it is not a list of ${ITEMS} that begins with its version`)
  }

  const header = headerFromList(list)

  checkHeader(header)

  return header
}

/**
 * Puts the items of the list into their places. What each of them is, the check of the header says.
 */
function headerFromList (list: CborValue[]): BundleHeader {
  const [, net, scope, shard, author, lane, seq, prev, stamp, heads, count, root, ext] = list

  if (!Array.isArray(stamp) || stamp.length !== 2) {
    throw flaw('hlc is not a pair')
  }

  if (!Array.isArray(heads)) {
    throw flaw('parents are not a list')
  }

  const parentsTruncated = heads.at(-1) === true
  const parents = parentsTruncated ? heads.slice(0, -1) : heads

  return {
    net, scope, shard, author, lane, seq, prev, hlc: { wallMs: stamp[0], counter: stamp[1] }, parents, parentsTruncated, count, root, ext
  } as BundleHeader
}

/**
 * Requires that each field of a header has its type and keeps its rule; the fields may come from outside.
 */
function checkHeader (header: BundleHeader): void {
  requireRule(typeof header.net === 'string' && NET_NAME.test(header.net), 'net is not a network name')
  requireRule(isBytes(header.scope, HASH_BYTES), 'scope is not 32 bytes')
  requireRule(isInteger(header.shard, 0, SHARD_MAX), 'shard is out of range')
  requireRule(isBytes(header.author, PUBLIC_KEY_BYTES), 'author is not 32 bytes')
  requireRule(isBytes(header.lane, LANE_BYTES), 'lane is not 8 bytes')
  requireRule(isInteger(header.seq, 1, Number.MAX_SAFE_INTEGER), 'seq is not an integer from 1')
  requireRule(header.seq === 1 ? header.prev === null : isBytes(header.prev, HASH_BYTES), 'prev does not fit seq')
  requireRule(header.parents.length <= PARENTS_MAX && header.parents.every(parent => isBytes(parent, HASH_BYTES)), 'parents are not up to 8 hashes')
  requireRule(isBytes(header.root, HASH_BYTES), 'root is not 32 bytes')
  requireRule(isMap(header.ext), 'ext is not a map')
  checkRun(header)
}

/**
 * Requires that every fact gets a stamp: the counter of the last one still fits its 16 bits.
 */
function checkRun ({ hlc, count }: BundleHeader): void {
  requireRule(isInteger(count, 1, Number.MAX_SAFE_INTEGER), 'count is not an integer from 1')

  if (count > BUNDLE_FACTS_MAX) {
    throw new TooLargeError('facts', BUNDLE_FACTS_MAX)
  }

  requireRule(isHlc(hlc) && hlc.counter + count - 1 <= HLC_COUNTER_MAX, 'hlc is out of range')
}

function within<T> (work: () => T): T {
  try {
    return work()
  } catch (err) {
    if (err instanceof NotCanonicalError) {
      throw err.reason === 'size'
        ? new TooLargeError('header', HEADER_BYTES_MAX, { cause: err })
        : flaw(`it is not canonical (${err.reason})`, { cause: err })
    }

    throw err
  }
}

function isBytes (value: unknown, length: number): boolean {
  return value instanceof Uint8Array && value.length === length
}

function isInteger (value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
}

function isMap (value: CborMap): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

function requireRule (holds: boolean, complaint: string): void {
  if (!holds) {
    throw flaw(complaint)
  }
}

function flaw (detail: string, options?: ErrorOptions): MalformedBundleError {
  return new MalformedBundleError('header', detail, options)
}
