import { BUNDLE_FACTS_MAX, bundleId, HASH_BYTES } from '../../../model/bundle/index.ts'
import { compareBytes, toHex } from '../../../model/bytes/index.ts'
import { encodeHlc, HLC_BYTES } from '../../../model/hlc/index.ts'
import { MISSING_MAX } from '../constants.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { IndexReader } from '../../index/index.ts'

/** A bundle whose content is not here. */
interface MissingBundle {
  readonly scope: number
  /** Time of one of its facts, when the way that led to it tells. */
  readonly hlc: Hlc | undefined
}

/** The bundles that one query met and whose content is not here or damaged. */
export class MissingBundles {
  private readonly index: IndexReader
  /** By the first 16 bytes of the hash, hexadecimal. */
  private readonly bundles = new Map<string, MissingBundle>()

  constructor (components: { index: IndexReader }) {
    this.index = components.index
  }

  /** Takes note of a bundle by the first 16 bytes of its hash. */
  add (bundle: Uint8Array, scope: number, hlc?: Hlc): void {
    if (this.bundles.size < MISSING_MAX) {
      this.bundles.set(toHex(bundle), { scope, hlc })
    }
  }

  /** Whether the query met any. */
  get isEmpty (): boolean {
    return this.bundles.size === 0
  }

  /** Ids of the bundles, the first 100. The whole hashes stand in the order of time only. */
  async ids (): Promise<string[]> {
    const ids: string[] = []

    for (const [name, bundle] of this.bundles) {
      const hash = await this.hashOf(name, bundle)

      if (hash != null) {
        ids.push(bundleId(hash))
      }
    }

    return ids
  }

  /** The hash that begins so; a bundle stands where its first fact does, at most 511 stamps before any other. */
  private async hashOf (name: string, { scope, hlc }: MissingBundle): Promise<Uint8Array | undefined> {
    const from = hlc == null ? undefined : { hlc: { wallMs: hlc.wallMs, counter: Math.max(0, hlc.counter - BUNDLE_FACTS_MAX) } }

    for await (const { key, bundle } of this.index.hits({ by: 'time', scope }, from)) {
      const hash = key.slice(key.length - HASH_BYTES)
      const time = key.subarray(key.length - HASH_BYTES - HLC_BYTES, key.length - HASH_BYTES)

      if (toHex(bundle) === name) {
        return hash
      }

      if (hlc != null && compareBytes(time, encodeHlc(hlc)) > 0) {
        return undefined
      }
    }

    return undefined
  }
}
