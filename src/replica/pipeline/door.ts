import { decodeBundle, readHeaderBytes, TooLargeError, UnknownVersionError, MalformedBundleError } from '../../model/bundle/index.ts'
import { blake3, equalBytes } from '../../model/bytes/index.ts'
import { advanceHlc, HLC_HOLD_AHEAD_MS, HLC_REFUSE_AHEAD_MS } from '../../model/hlc/index.ts'
import { NOT_INTRODUCED_RETRY_MS, UNKNOWN_VERSION_RETRY_MS } from './constants.ts'
import type { Bundle, OfferedBundle, RefuseVerdict } from '../../model/bundle/index.ts'
import type { SourceVerdict } from '../../model/identity/index.ts'
import type { Clock } from '../../platform/interface.ts'

/** What the door stands on. */
export interface DoorComponents {
  readonly clock: Clock
  readonly net: string
  /** Whether a peer may bring bundles of the scope. */
  isShared (scope: Uint8Array): boolean
  /** Whether a bundle belongs to the tree of its scope, by who is introduced there. */
  enters (bundle: Bundle): boolean
  /** Whose a source is, as far as the author is concerned, in a scope. */
  judgeSource (source: string, author: Uint8Array, scope: Uint8Array): SourceVerdict
}

/** A bundle that passed the gate, or why it did not. */
export type Decoded = { readonly bundle: Bundle } | { readonly refusal: RefuseVerdict }

/** What to do with a bundle before its signature is looked at. */
export type Admission = { readonly result: 'pass' } | { readonly result: 'hold', readonly dueMs: number } | { readonly result: 'await-name' } | RefuseVerdict

/** Decides what may come in from a peer. It looks at the bundle alone and changes nothing. */
export class Door {
  private readonly components: DoorComponents

  constructor (components: DoorComponents) {
    this.components = components
  }

  /**
   * Puts offered bytes through the gate; a bundle has passed it, and stands in the scope in which its carrier may push, if one
   * is given. That is asked before anything is looked up, so that a peer learns nothing of what is here in other scopes.
   */
  decode (offer: OfferedBundle, scope?: Uint8Array): Decoded {
    try {
      const bundle = offer instanceof Uint8Array ? decodeBundle(offer) : offer
      const isOutside = scope !== undefined && !equalBytes(bundle.header.scope, scope)

      return isOutside ? { refusal: { result: 'reject', code: 'scope_violation', hash: bundle.hash, scope: bundle.header.scope } } : { bundle }
    } catch (err) {
      return { refusal: this.refusalOf(err, offer) }
    }
  }

  /** Scope, author, names and time of a bundle, in this order; the first that is wrong answers. */
  admit (bundle: Bundle): Admission {
    const { header, hash } = bundle

    if (header.net !== this.components.net || header.shard !== 0 || !this.components.isShared(header.scope)) {
      return { result: 'reject', code: 'scope_violation', hash, scope: header.scope }
    }

    if (!this.components.enters(bundle)) {
      return { result: 'ignore', code: 'not_introduced', hash, retryAtMs: this.components.clock.nowMs() + NOT_INTRODUCED_RETRY_MS }
    }

    const { foreign, undeclared } = this.sourcesOf(bundle)

    if (foreign != null) {
      const detail = `the author does not own the source ${bundle.decoded[foreign]?.source}`
      return { result: 'ignore', code: 'source_not_owned', hash, scope: header.scope, index: foreign, detail }
    }

    return undeclared ? { result: 'await-name' } : this.admitTime(bundle)
  }

  private admitTime ({ header, hash }: Bundle): Admission {
    const dueMs = advanceHlc(header.hlc, header.count - 1).wallMs - HLC_HOLD_AHEAD_MS
    const earlyMs = dueMs - this.components.clock.nowMs()

    if (earlyMs > HLC_REFUSE_AHEAD_MS - HLC_HOLD_AHEAD_MS) {
      return { result: 'ignore', code: 'hlc_skew', hash, retryAtMs: dueMs }
    }

    return earlyMs > 0 ? { result: 'hold', dueMs } : { result: 'pass' }
  }

  /** The number of the first fact whose source belongs to somebody else, and whether one is under a name that nobody has declared. Sources repeat, so each is parsed once. */
  private sourcesOf ({ header: { author, scope }, decoded }: Bundle): { foreign?: number, undeclared: boolean } {
    let undeclared = false
    let judged: string | undefined

    for (const [index, fact] of decoded.entries()) {
      if (fact != null && fact.source !== judged) {
        judged = fact.source
        const verdict = this.components.judgeSource(judged, author, scope)

        // fault-point gate.source-unasked: continue
        if (verdict === 'foreign') {
          return { foreign: index, undeclared }
        }

        undeclared ||= verdict === 'undeclared'
      }
    }

    return { undeclared }
  }

  private refusalOf (err: unknown, offer: OfferedBundle): RefuseVerdict {
    if (err instanceof UnknownVersionError) {
      const retryAtMs = this.components.clock.nowMs() + UNKNOWN_VERSION_RETRY_MS
      // It is named, so that the peer can be told not to offer it again.
      const hash = offer instanceof Uint8Array ? blake3(readHeaderBytes(offer)) : offer.hash
      return { result: 'ignore', code: 'not_admitted', hash, retryAtMs, detail: err.message }
    }

    if (err instanceof MalformedBundleError) {
      return { result: 'reject', code: 'malformed', detail: err.message }
    }

    if (err instanceof TooLargeError) {
      return { result: 'reject', code: 'too_large', detail: err.message }
    }

    throw err
  }
}
