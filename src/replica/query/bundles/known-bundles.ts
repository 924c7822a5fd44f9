import { toHex } from '../../../model/bytes/index.ts'
import { BUNDLE_KEY_BYTES } from '../../index/index.ts'
import { HEAD_BYTES, KNOWN_BYTES_MAX } from '../constants.ts'
import type { BundleHead } from './bundle-head.ts'

/** What is remembered of a bundle between reads. */
export interface KnownBundle {
  /** The bundle's hash, or the first 16 bytes of it. */
  readonly hash: Uint8Array
  /** Where the bundle and its facts lie; see `placeOf`. */
  readonly row: Uint8Array
  head: BundleHead | undefined
  /** Whether nothing was ever said beside its facts, as the index told when it had counted so many changes of marks. */
  isAlone: boolean
  marks: number
}

/** Bundles that were read last: facts of one bundle are often asked for together. They take a bounded number of bytes. */
export class KnownBundles {
  /** By the first 16 bytes of the hash; those looked up last stand at the end. */
  private readonly bundles = new Map<string, KnownBundle>()
  private bytes = 0

  get (hash: Uint8Array): KnownBundle | undefined {
    return this.bundles.get(bundleName(hash))
  }

  /** Remembers a bundle by its row, and forgets the oldest ones when there are too many. */
  add (hash: Uint8Array, row: Uint8Array): KnownBundle {
    const bundle = { hash, row, head: undefined, isAlone: false, marks: -1 }

    this.delete(hash)
    this.bundles.set(bundleName(hash), bundle)
    this.bytes += sizeOf(bundle)

    // Maps keep the order of insertion: the first one is the oldest.
    for (const [, oldest] of this.bundles) {
      if (this.bytes <= KNOWN_BYTES_MAX) {
        break
      }

      this.delete(oldest.hash)
    }

    return bundle
  }

  delete (hash: Uint8Array): void {
    const bundle = this.get(hash)

    if (bundle != null) {
      this.bundles.delete(bundleName(hash))
      this.bytes -= sizeOf(bundle)
    }
  }
}

/** A bundle as text, by the first 16 bytes of its hash. */
export function bundleName (hash: Uint8Array): string {
  return toHex(hash.subarray(0, BUNDLE_KEY_BYTES))
}

function sizeOf ({ row }: KnownBundle): number {
  return row.length + HEAD_BYTES
}
