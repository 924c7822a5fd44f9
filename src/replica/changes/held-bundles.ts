import type { BundleChanges } from './bundle-changes.ts'

/** A bundle that readers have not come to yet. */
export interface HeldBundle {
  readonly offset: number
  readonly bytes: number
  /** Undefined once the bundle was dropped to make room: it is in the journal. */
  changes: BundleChanges | undefined
  /** How many readers wait to tell it. */
  readers: number
}

/** Bundles on their way to readers, up to so many bytes; the oldest are dropped first. */
export class HeldBundles {
  private readonly bytesMax: number
  private readonly held = new Set<HeldBundle>()
  private bytes = 0

  constructor (bytesMax: number) {
    this.bytesMax = bytesMax
  }

  /** Holds a bundle for those who wait for it. */
  add (bundle: HeldBundle): void {
    this.held.add(bundle)
    this.bytes += bundle.bytes

    for (const oldest of this.held) {
      if (this.bytes <= this.bytesMax) {
        return
      }

      this.drop(oldest)
      oldest.changes = undefined
    }
  }

  /** Takes note that one reader less waits for a bundle. */
  release (bundle: HeldBundle): void {
    bundle.readers--

    if (bundle.readers === 0) {
      this.drop(bundle)
    }
  }

  private drop (bundle: HeldBundle): void {
    if (this.held.delete(bundle)) {
      this.bytes -= bundle.bytes
    }
  }
}
