import { createDeriveKey } from 'blake3-jit'
import type { Below } from './interface.ts'

/*
 * What is hashed: the parts in key order, 34 bytes each, so that no two lists of parts give the same input.
 *
 *   below   "factmesh sync v1 below"   depth u8 | nibble u8 | digest 32 | depth u8 | nibble u8 | digest 32 | …
 */
const HASHER = createDeriveKey('factmesh sync v1 below')

/** A subtree that is not empty. */
interface Subtree {
  readonly count: number
  readonly digest: Uint8Array
}

/** Gathers the largest subtrees before a prefix, in key order. */
export class BelowHash {
  private count = 0
  private readonly parts: Uint8Array[] = []

  /**
   * Takes the next subtree.
   *
   * @param depth - how many nibbles it has in common with the prefix
   * @param nibble - the nibble behind them, less than that of the prefix
   */
  add (depth: number, nibble: number, { count, digest }: Subtree): void {
    this.count += count
    this.parts.push(Uint8Array.of(depth, nibble), digest)
  }

  /** What was gathered. */
  finish (): Below {
    HASHER.reset()
    this.parts.forEach(part => HASHER.update(part))

    return { count: this.count, digest: HASHER.finalize() }
  }
}
