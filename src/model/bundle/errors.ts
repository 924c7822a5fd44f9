/**
 * Which part of a bundle is wrong. The words are stable: audit records and tests name them.
 *
 * | reason | meaning |
 * | --- | --- |
 * | `truncated` | the bytes end before the bundle or the run does |
 * | `trailing` | bytes follow the bundle or the run |
 * | `frame` | the outer list, or the head of one of its items, is not in its one form |
 * | `header` | the header is not canonical, or one of its fields breaks a rule |
 * | `signature` | the signature does not have 64 bytes, or the signer is not the author |
 * | `salt` | a salt does not have 16 bytes, or there are more or fewer salts than facts |
 * | `digest` | the digest of a gone fact does not have 32 bytes |
 * | `count` | there are more or fewer facts than the header says |
 * | `root` | the facts do not give the root of the header |
 * | `fact` | the bytes of a fact are not a fact |
 * | `governance` | facts that govern a scope stand beside others |
 * | `run` | a run is not in its one form, or its bundles do not follow each other in one chain |
 */
export type BundleFlaw = 'truncated' | 'trailing' | 'frame' | 'header' | 'signature' | 'salt' | 'digest' | 'count' | 'root' |
  'fact' | 'governance' | 'run'

/**
 * Bytes are not a bundle, or not a run of them.
 */
export class MalformedBundleError extends Error {
  static name = 'MalformedBundleError'
  public readonly code = 'malformed'
  public readonly reason: BundleFlaw
  /** What is wrong, for the audit log. */
  public readonly detail: string

  constructor (reason: BundleFlaw, detail: string, options?: ErrorOptions) {
    super(`The bundle is malformed (${reason}): ${detail}`, options)
    this.name = 'MalformedBundleError'
    this.reason = reason
    this.detail = detail
  }
}

/** How messages name what is too large. */
const PLACES = {
  bundle: 'bundle', header: 'header of the bundle', facts: 'list of facts', fact: 'fact of the bundle', run: 'run', bundles: 'list of bundles'
} as const

/**
 * A bundle or a run, or a part of it, is over a limit.
 */
export class TooLargeError extends Error {
  static name = 'TooLargeError'
  public readonly code = 'too_large'
  public readonly part: keyof typeof PLACES
  /** The limit, in bytes, or in facts or bundles for the parts of that name. */
  public readonly limit: number

  constructor (part: TooLargeError['part'], limit: number, options?: ErrorOptions) {
    super(`The ${PLACES[part]} may not pass ${limit} ${part === 'facts' || part === 'bundles' ? part : 'bytes'}`, options)
    this.name = 'TooLargeError'
    this.part = part
    this.limit = limit
  }
}

/**
 * The header carries a version that this program does not know. The bundle is declined and may be offered again to a
 * newer program; it is not malformed.
 */
export class UnknownVersionError extends Error {
  static name = 'UnknownVersionError'
  public readonly version: number

  constructor (version: number) {
    super(`The bundle has version ${version}, which this program does not know`)
    this.name = 'UnknownVersionError'
    this.version = version
  }
}

/**
 * The bundle has no fact at this place, or the fact is gone.
 */
export class NoSuchFactError extends Error {
  static name = 'NoSuchFactError'
  public readonly index: number

  constructor (index: number) {
    super(`The bundle holds no fact at place ${index}`)
    this.name = 'NoSuchFactError'
    this.index = index
  }
}
