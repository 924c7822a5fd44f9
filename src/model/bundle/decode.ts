import { blake3, equalBytes } from '../bytes/index.ts'
import { FACT_BYTES_MAX, KIND_GOVERNANCE_MAX, KIND_GOVERNANCE_MIN, MalformedFactError, TEXT_BYTES_MAX, decodeFact } from '../fact/index.ts'
import { BUNDLE_BYTES_MAX, BUNDLE_BYTES_TARGET, EXT_ACTS } from './constants.ts'
import { bundleRoot, expandSalt, factDigest } from './digest.ts'
import { MalformedBundleError, NoSuchFactError, TooLargeError } from './errors.ts'
import { readFrame, readHeaderBytes } from './frame.ts'
import { decodeHeader } from './header.ts'
import type { Frame } from './frame.ts'
import type { Bundle, BundleHeader, FactLocation } from './interface.ts'
import type { Fact } from '../fact/index.ts'

/**
 * The gate for bundles, ours and theirs: sizes, the one form of every part, counts, the root against the facts, and
 * every fact. It does not check the signature; `verifyBundle` does.
 *
 * The bundle keeps views into the bytes, so nobody may write to them afterwards.
 *
 * @throws {MalformedBundleError} when the bytes are not a bundle; `reason` says which part
 * @throws {TooLargeError} when the bundle or a part of it is over a limit
 * @throws {UnknownVersionError} when the header has another version
 */
export function decodeBundle (bytes: Uint8Array): Bundle {
  const plain = withoutSubclass(bytes)

  if (plain.length > BUNDLE_BYTES_MAX) {
    throw new TooLargeError('bundle', BUNDLE_BYTES_MAX)
  }

  // The version comes first: of another one we know nothing but that.
  const header = decodeHeader(readHeaderBytes(plain))
  const frame = readFrame(plain)

  checkSize(plain, frame)

  if (frame.facts.length !== header.count) {
    throw new MalformedBundleError('count', `${frame.facts.length} facts, and the header says ${header.count}`)
  }

  const digests = frameDigests(frame)

  if (!equalBytes(bundleRoot(digests), header.root)) {
    throw new MalformedBundleError('root', 'the facts give another root than the header names')
  }

  const decoded = decodeFacts(frame.facts)

  checkCompany(header, decoded)

  return { ...frame, header, hash: blake3(frame.headerBytes), decoded, digests, bytes: plain }
}

/**
 * Requires that a bundle is within its limit in bytes.
 *
 * @throws {TooLargeError}
 */
export function checkSize (bytes: Uint8Array, { salts, facts }: Pick<Frame, 'salts' | 'facts'>): void {
  const limit = facts.length > 1 && salts instanceof Uint8Array ? BUNDLE_BYTES_TARGET : BUNDLE_BYTES_MAX

  if (bytes.length > limit) {
    throw new TooLargeError('bundle', limit)
  }
}

/**
 * Decodes and checks every fact that is here.
 *
 * @throws {MalformedBundleError} for the first that is none
 * @throws {TooLargeError} for the first that is too large
 */
export function decodeFacts (facts: ReadonlyArray<Uint8Array | null>): Array<Fact | null> {
  return facts.map((fact, index) => fact === null ? null : decodeOne(fact, index))
}

/**
 * Requires that facts which govern a scope travel by themselves, under a header that says so, and all of them: they are kept
 * for ever, and other facts may go. So whoever has the header alone knows that its facts are never gone for good.
 *
 * @throws {MalformedBundleError}
 */
export function checkCompany (header: Pick<BundleHeader, 'ext'>, facts: ReadonlyArray<Fact | null>): void {
  if (holdsActs(header) ? !facts.every(governs) : facts.some(governs)) {
    throw new MalformedBundleError('governance', 'facts that govern a scope stand whole, alone, and under a header with that mark')
  }
}

/** Whether a bundle holds facts of kinds 1 to 5, which govern a scope, and nothing else: its header says so. */
export function holdsActs ({ ext }: Pick<BundleHeader, 'ext'>): boolean {
  return ext[EXT_ACTS] === true
}

/** The `ext` of the header of some facts: the mark goes with those that govern a scope, and with no others. */
export function extOf ({ ext }: Pick<BundleHeader, 'ext'>, facts: ReadonlyArray<Fact | null>): BundleHeader['ext'] {
  return facts.some(governs) ? { ...ext, [EXT_ACTS]: true } : ext
}

/**
 * Where the bytes of one fact lie in an encoded bundle.
 *
 * @throws {NoSuchFactError} when there is no fact at this place, or it is gone
 * @throws {MalformedBundleError} when the bytes are not in the frame of a bundle
 */
export function factLocation (bytes: Uint8Array, index: number): FactLocation {
  const fact = readFrame(bytes).facts[index]

  if (fact === undefined || fact === null) {
    throw new NoSuchFactError(index)
  }

  return { position: fact.byteOffset - bytes.byteOffset, length: fact.length }
}

/**
 * Where the bytes of all facts lie in an encoded bundle, for little: the facts are views into it. Null stands for a fact
 * that is gone.
 */
export function factLocations ({ bytes, facts }: Pick<Bundle, 'bytes' | 'facts'>): Array<FactLocation | null> {
  return facts.map(fact => fact === null ? null : { position: fact.byteOffset - bytes.byteOffset, length: fact.length })
}

/**
 * The digest of every fact of a frame: computed where the fact is here, else the one that stands in its place.
 */
export function frameDigests ({ salts, facts, digests }: Pick<Frame, 'salts' | 'facts' | 'digests'>): Uint8Array[] {
  const left = salts instanceof Uint8Array ? expandSalt(salts, facts.length) : salts
  const all: Uint8Array[] = []
  let here = 0

  for (const [i, fact] of facts.entries()) {
    const digest = fact === null ? digests[i] : factDigest(left[here++], fact)

    if (digest !== null) {
      all.push(digest)
    }
  }

  return all
}

/**
 * The same bytes as a plain `Uint8Array`: the `slice` and `subarray` of Node's `Buffer` make buffers again, and copy less than
 * they say.
 */
export function withoutSubclass (bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function decodeOne (bytes: Uint8Array, index: number): Fact {
  try {
    return decodeFact(bytes)
  } catch (err) {
    if (err instanceof MalformedFactError) {
      throw err.code === 'too_large'
        ? new TooLargeError('fact', err.field === 'value' ? TEXT_BYTES_MAX : FACT_BYTES_MAX, { cause: err })
        : new MalformedBundleError('fact', `fact ${index}: ${err.detail}`, { cause: err })
    }

    throw err
  }
}

function governs (fact: Fact | null): boolean {
  return fact !== null && fact.kind >= KIND_GOVERNANCE_MIN && fact.kind <= KIND_GOVERNANCE_MAX
}
