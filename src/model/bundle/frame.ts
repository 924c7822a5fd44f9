import { SIGNATURE_BYTES } from '../identity/index.ts'
import { BUNDLE_FACTS_MAX, HASH_BYTES, SALT_BYTES } from './constants.ts'
import { MalformedBundleError, TooLargeError } from './errors.ts'
import type { BundleFlaw } from './errors.ts'

const MAJOR_BYTES = 2
const MAJOR_LIST = 4

/** Header, signature, salts, facts. */
const ITEMS = 4

/** Bytes of the longest head. */
const HEAD_BYTES_MAX = 5

/** Bytes of the first room for frames: a full bundle. */
const ROOM_BYTES = 98_304

/**
 * The parts of a bundle as its frame holds them.
 */
export interface Frame {
  readonly headerBytes: Uint8Array
  readonly signature: Uint8Array
  /** One salt of 16 bytes for all facts, or one for each fact that is here. */
  readonly salts: Uint8Array | readonly Uint8Array[]
  /** Encoded facts; null for a fact that is gone. */
  readonly facts: ReadonlyArray<Uint8Array | null>
  /** Digests; the frame has room for those of gone facts only, and the others may be null. */
  readonly digests: ReadonlyArray<Uint8Array | null>
}

/**
 * Reads the header bytes at the start of a frame, whatever follows them.
 *
 * @throws {MalformedBundleError}
 */
export function readHeaderBytes (bytes: Uint8Array): Uint8Array {
  const reader = new FrameReader(bytes)

  reader.list()

  return reader.bytes()
}

/**
 * Takes a whole frame apart. All parts are views into the bytes.
 *
 * @throws {MalformedBundleError}
 * @throws {TooLargeError} when there are too many facts
 */
export function readFrame (bytes: Uint8Array): Frame {
  const reader = new FrameReader(bytes)

  if (reader.list() !== ITEMS) {
    throw new MalformedBundleError('frame', `it is not a list of ${ITEMS}`)
  }

  const headerBytes = reader.bytes()
  const signature = ofLength(reader.bytes(), SIGNATURE_BYTES, 'signature')
  const salts = reader.atList() ? readSalts(reader) : ofLength(reader.bytes(), SALT_BYTES, 'salt')
  const frame = { headerBytes, signature, salts, ...readFacts(reader) }

  reader.end()
  checkSalts(frame)

  return frame
}

function readSalts (reader: FrameReader): Uint8Array[] {
  return Array.from({ length: limited(reader.list()) }, () => ofLength(reader.bytes(), SALT_BYTES, 'salt'))
}

function readFacts (reader: FrameReader): Pick<Frame, 'facts' | 'digests'> {
  const length = limited(reader.list())
  const facts: Array<Uint8Array | null> = []
  const digests: Array<Uint8Array | null> = []

  for (let i = 0; i < length; i++) {
    if (reader.atList()) {
      facts.push(null)
      digests.push(readDigest(reader))
    } else {
      facts.push(reader.bytes())
      digests.push(null)
    }
  }

  return { facts, digests }
}

function readDigest (reader: FrameReader): Uint8Array {
  if (reader.list() !== 1) {
    throw new MalformedBundleError('digest', 'it does not stand alone')
  }

  return ofLength(reader.bytes(), HASH_BYTES, 'digest')
}

/**
 * Requires as many salts as the facts that are here allow: the common salt would give away the salts of gone facts, and
 * while no fact is gone it is the only spelling.
 *
 * @throws {MalformedBundleError}
 */
export function checkSalts ({ salts, facts }: Pick<Frame, 'salts' | 'facts'>): void {
  const here = facts.reduce((sum, fact) => fact === null ? sum : sum + 1, 0)
  const expected = here === facts.length ? 'one for all facts' : `${here}, one for each fact that is here`
  const holds = here === facts.length ? salts instanceof Uint8Array : !(salts instanceof Uint8Array) && salts.length === here

  if (!holds) {
    throw new MalformedBundleError('salt', `the number of salts is not ${expected}`)
  }
}

function limited (length: number): number {
  if (length > BUNDLE_FACTS_MAX) {
    throw new TooLargeError('facts', BUNDLE_FACTS_MAX)
  }

  return length
}

function ofLength (bytes: Uint8Array, length: number, reason: BundleFlaw): Uint8Array {
  if (bytes.length !== length) {
    throw new MalformedBundleError(reason, `it has ${bytes.length} bytes, not ${length}`)
  }

  return bytes
}

/**
 * Reads the frame of a bundle, which has lists and byte strings only:
 *
 * ```
 * 84                              list of four
 *    58 xx | header               byte string
 *    58 40 | signature
 *    50 | salt                    or 8x and one byte string per salt
 *    8x                           list of facts
 *       58 xx | fact              byte string, or for a fact that is gone
 *       81 58 20 | digest
 * ```
 *
 * A head is `major << 5 | info`; an info of 24, 25 or 26 says that the length follows in 1, 2 or 4 bytes, big endian.
 * Only the shortest head passes, so what was read has no other spelling.
 */
class FrameReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor (bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /**
   * Reads the head of a list, and returns its length.
   */
  list (): number {
    return this.#head(MAJOR_LIST)
  }

  /**
   * Reads a byte string as a view into the frame.
   */
  bytes (): Uint8Array {
    const length = this.#head(MAJOR_BYTES)
    const start = this.#position
    const end = start + length

    if (end > this.#bytes.length) {
      throw truncated()
    }

    this.#position = end

    return this.#bytes.subarray(start, end)
  }

  /**
   * Whether the next item is a list.
   */
  atList (): boolean {
    return this.#bytes[this.#position] >> 5 === MAJOR_LIST
  }

  /**
   * Requires that everything was read.
   */
  end (): void {
    if (this.#position !== this.#bytes.length) {
      throw new MalformedBundleError('trailing', `${this.#bytes.length - this.#position} bytes follow`)
    }
  }

  #head (major: number): number {
    const first = this.#byte()
    const info = first & 31

    if (first >> 5 !== major) {
      throw new MalformedBundleError('frame', `a head of type ${first >> 5} where ${major} belongs`)
    }

    switch (info) {
      case 24: return this.#length(1, 24)
      case 25: return this.#length(2, 0x100)
      case 26: return this.#length(4, 0x1_0000)
      default:
    }

    if (info > 26) {
      throw new MalformedBundleError('frame', `a head with the reserved length ${info}`)
    }

    return info
  }

  #length (bytes: number, least: number): number {
    let length = 0

    for (let i = 0; i < bytes; i++) {
      length = length * 0x100 + this.#byte()
    }

    if (length < least) {
      throw new MalformedBundleError('frame', 'a length in more bytes than it needs')
    }

    return length
  }

  #byte (): number {
    if (this.#position >= this.#bytes.length) {
      throw truncated()
    }

    return this.#bytes[this.#position++]
  }
}

/**
 * Writes what {@link readFrame} reads. Each fact that is null has its digest.
 */
export function writeFrame ({ headerBytes, signature, salts, facts, digests }: Frame): Uint8Array {
  const writer = new FrameWriter()

  writer.head(MAJOR_LIST, ITEMS)
  writer.bytes(headerBytes)
  writer.bytes(signature)

  if (salts instanceof Uint8Array) {
    writer.bytes(salts)
  } else {
    writer.head(MAJOR_LIST, salts.length)
    salts.forEach(salt => { writer.bytes(salt) })
  }

  writer.head(MAJOR_LIST, facts.length)

  for (let i = 0; i < facts.length; i++) {
    const fact = facts[i]
    const digest = digests[i]

    if (fact !== null) {
      writer.bytes(fact)
    } else if (digest !== null) {
      writer.head(MAJOR_LIST, 1)
      writer.bytes(digest)
    }
  }

  return writer.finish()
}

/**
 * Writes into one room for all frames; what was written is copied out at the end. Nobody else writes meanwhile, because a
 * frame is written within one call.
 */
class FrameWriter {
  static #room = new Uint8Array(ROOM_BYTES)
  #position = 0

  head (major: number, length: number): void {
    this.#reserve(HEAD_BYTES_MAX)
    const first = major << 5

    if (length < 24) {
      this.#byte(first | length)
    } else if (length < 0x100) {
      this.#byte(first | 24)
      this.#byte(length)
    } else if (length < 0x1_0000) {
      this.#byte(first | 25)
      this.#byte(length >>> 8)
      this.#byte(length)
    } else {
      this.#byte(first | 26)
      this.#byte(length >>> 24)
      this.#byte(length >>> 16)
      this.#byte(length >>> 8)
      this.#byte(length)
    }
  }

  bytes (bytes: Uint8Array): void {
    this.head(MAJOR_BYTES, bytes.length)
    this.#reserve(bytes.length)
    FrameWriter.#room.set(bytes, this.#position)
    this.#position += bytes.length
  }

  finish (): Uint8Array {
    return FrameWriter.#room.slice(0, this.#position)
  }

  #byte (byte: number): void {
    FrameWriter.#room[this.#position++] = byte
  }

  #reserve (more: number): void {
    if (this.#position + more > FrameWriter.#room.length) {
      const room = new Uint8Array(2 * (this.#position + more))

      room.set(FrameWriter.#room.subarray(0, this.#position))
      FrameWriter.#room = room
    }
  }
}

function truncated (): MalformedBundleError {
  return new MalformedBundleError('truncated', 'the bytes end early')
}
