import { decodeBundle, readHeaderBytes, TooLargeError, UnknownVersionError, MalformedBundleError } from '../../model/bundle/index.ts'
import { blake3 } from '../../model/bytes/index.ts'
import { advanceHlc, HLC_HOLD_AHEAD_MS, HLC_REFUSE_AHEAD_MS } from '../../model/hlc/index.ts'
import { ownsSource } from '../../model/identity/index.ts'
import { UNKNOWN_VERSION_RETRY_MS } from './constants.ts'
import type { Bundle, OfferedBundle, RefuseVerdict } from '../../model/bundle/index.ts'
import type { Clock } from '../../platform/interface.ts'

/** What the door stands on. */
export interface DoorComponents {
  readonly clock: Clock
  readonly net: string
  /** Whether a peer may bring bundles of the scope. */
  isShared (scope: Uint8Array): boolean
  /** Names that an author may put into its sources beside its peer id. */
  namesOf (author: Uint8Array): readonly string[]
}

/** A bundle that passed the gate, or why it did not. */
export type Decoded = { readonly bundle: Bundle } | { readonly refusal: RefuseVerdict }

/** What to do with a bundle before its signature is looked at. */
export type Admission = { readonly result: 'pass' } | { readonly result: 'hold', readonly dueMs: number } | RefuseVerdict

/** Decides what may come in from a peer. It looks at the bundle alone and changes nothing. */
export class Door {
  private readonly components: DoorComponents

  constructor (components: DoorComponents) {
    this.components = components
  }

  /** Puts offered bytes through the gate; a bundle has passed it. */
  decode (offer: OfferedBundle): Decoded {
    try {
      return { bundle: offer instanceof Uint8Array ? decodeBundle(offer) : offer }
    } catch (err) {
      return { refusal: this.refusalOf(err, offer) }
    }
  }

  /** Scope, names and time of a bundle, in this order; the first that is wrong answers. */
  admit (bundle: Bundle): Admission {
    const { header, hash } = bundle

    if (header.net !== this.components.net || header.shard !== 0 || !this.components.isShared(header.scope)) {
      return { result: 'reject', code: 'scope_violation', hash }
    }

    const foreign = this.foreignSource(bundle)

    if (foreign != null) {
      return { result: 'ignore', code: 'source_not_owned', hash, detail: `the author does not own the source ${foreign}` }
    }

    return this.admitTime(bundle)
  }

  private admitTime ({ header, hash }: Bundle): Admission {
    const dueMs = advanceHlc(header.hlc, header.count - 1).wallMs - HLC_HOLD_AHEAD_MS
    const earlyMs = dueMs - this.components.clock.nowMs()

    if (earlyMs > HLC_REFUSE_AHEAD_MS - HLC_HOLD_AHEAD_MS) {
      return { result: 'ignore', code: 'hlc_skew', hash, retryAtMs: dueMs }
    }

    return earlyMs > 0 ? { result: 'hold', dueMs } : { result: 'pass' }
  }

  /** The first source that does not belong to the author. Sources repeat, so each is parsed once. */
  private foreignSource ({ header, decoded }: Bundle): string | undefined {
    const names = this.components.namesOf(header.author)
    let owned: string | undefined

    for (const fact of decoded) {
      if (fact != null && fact.source !== owned) {
        if (!ownsSource(fact.source, header.author, names)) {
          return fact.source
        }

        owned = fact.source
      }
    }

    return undefined
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
