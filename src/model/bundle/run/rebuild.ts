import { blake3 } from '../../bytes/index.ts'
import { SIGNATURE_BYTES } from '../../identity/index.ts'
import { BUNDLE_FACTS_MAX, HASH_BYTES, SALT_BYTES } from '../constants.ts'
import { checkCompany, checkSize, decodeFacts, frameDigests } from '../decode.ts'
import { bundleRoot } from '../digest.ts'
import { MalformedBundleError, TooLargeError } from '../errors.ts'
import { checkSalts, readFrame, writeFrame } from '../frame.ts'
import { encodeHeader } from '../header.ts'
import { stepFrom } from './step.ts'
import type { CborValue } from '../../bytes/index.ts'
import type { BundleFlaw } from '../errors.ts'
import type { Frame } from '../frame.ts'
import type { Bundle, BundleHeader } from '../interface.ts'

const ITEMS = 7

/**
 * Makes a bundle of its part in a run, in the bytes that it has by itself: stamp, count and root of the header are
 * computed, then the bundle passes the rules of any other.
 *
 * @param place - the fields of the header that chain and place give; they may be anything
 * @param part - the seven items of the bundle in the run; it may be anything
 * @param before - header of the bundle before it in the run
 * @throws {MalformedBundleError} when the part is not one, or what it gives is not a bundle
 * @throws {TooLargeError} when the bundle or a part of it is over a limit
 */
export function rebuildBundle (place: Record<string, CborValue>, part: CborValue, before?: BundleHeader): Bundle {
  if (!Array.isArray(part) || part.length !== ITEMS) {
    throw new MalformedBundleError('run', `a bundle is not a list of ${ITEMS}`)
  }

  const [wall, counter, heads, ext, signature, salts, facts] = part
  const content = { signature: bytesOf(signature, SIGNATURE_BYTES, 'signature'), salts: saltsOf(salts), ...factsOf(facts) }

  checkSalts(content)

  const digests = frameDigests(content)
  const header = headerOf({
    ...place, hlc: stepFrom(before, [wall, counter]), ...parentsOf(heads), count: digests.length, root: bundleRoot(digests), ext
  })
  const headerBytes = encodeHeader(header)
  const bytes = writeFrame({ headerBytes, ...content })
  const frame = readFrame(bytes)

  checkSize(bytes, frame)

  const decoded = decodeFacts(frame.facts)

  checkCompany(header, decoded)

  return { ...frame, header, hash: blake3(headerBytes), decoded, digests, bytes }
}

/**
 * Encoding the header checks each of its fields, whatever they are.
 */
function headerOf (fields: Record<string, unknown>): BundleHeader {
  return fields as unknown as BundleHeader
}

function parentsOf (heads: CborValue): Record<'parents' | 'parentsTruncated', unknown> {
  if (!Array.isArray(heads)) {
    throw new MalformedBundleError('header', 'parents are not a list')
  }

  const parentsTruncated = heads.at(-1) === true

  return { parents: parentsTruncated ? heads.slice(0, -1) : heads, parentsTruncated }
}

function saltsOf (salts: CborValue): Frame['salts'] {
  return Array.isArray(salts) ? salts.map(salt => bytesOf(salt, SALT_BYTES, 'salt')) : bytesOf(salts, SALT_BYTES, 'salt')
}

function factsOf (items: CborValue): Pick<Frame, 'facts' | 'digests'> {
  if (!Array.isArray(items)) {
    throw new MalformedBundleError('frame', 'the facts are not a list')
  }

  if (items.length > BUNDLE_FACTS_MAX) {
    throw new TooLargeError('facts', BUNDLE_FACTS_MAX)
  }

  return {
    facts: items.map(item => Array.isArray(item) ? null : bytesOf(item, undefined, 'frame')),
    digests: items.map(item => Array.isArray(item) ? digestOf(item) : null)
  }
}

function digestOf (item: readonly CborValue[]): Uint8Array {
  if (item.length !== 1) {
    throw new MalformedBundleError('digest', 'it does not stand alone')
  }

  return bytesOf(item[0], HASH_BYTES, 'digest')
}

function bytesOf (value: CborValue, length: number | undefined, reason: BundleFlaw): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.length !== length)) {
    throw new MalformedBundleError(reason, length === undefined ? 'a fact is not a byte string' : `it is not a byte string of ${length}`)
  }

  return value
}
