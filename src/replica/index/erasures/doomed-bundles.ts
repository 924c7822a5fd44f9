import { toHex } from '../../../model/bytes/index.ts'
import { BUNDLE_KEY_BYTES, DOOMED_MAX } from '../constants.ts'

/**
 * The bundles that erasures name, whether those count or not, and whether the bundles are here or not. Nearly no bundle
 * is among them, which one look at memory tells.
 */
export class DoomedBundles {
  private readonly names = new Set<string>()
  private isWhole = true

  /** Takes note of a bundle, by its hash or the first 16 bytes of it. */
  add (target: Uint8Array): void {
    if (this.names.size < DOOMED_MAX) {
      this.names.add(nameOf(target))
    } else {
      this.isWhole = this.names.has(nameOf(target)) && this.isWhole
    }
  }

  /** Whether an erasure may name the bundle; false is certain. */
  has (hash: Uint8Array): boolean {
    return !this.isWhole || (this.names.size > 0 && this.names.has(nameOf(hash)))
  }

  /** Forgets everything. */
  clear (): void {
    this.names.clear()
    this.isWhole = true
  }
}

function nameOf (hash: Uint8Array): string {
  return toHex(hash.subarray(0, BUNDLE_KEY_BYTES))
}
