import { PARENTS_MAX } from '../../model/bundle/index.ts'
import { compareBytes, concatBytes, deriveHash, equalBytes } from '../../model/bytes/index.ts'
import { chainKey } from './keys.ts'
import type { BundleHeader } from '../../model/bundle/index.ts'

const CHAIN_BYTES = 8
const SEQ_BYTES = 8
const HEAD_BYTES = CHAIN_BYTES + SEQ_BYTES + 32

const hashChain = deriveHash('factmesh index chain v1')

/**
 * The heads of other chains that were applied since our previous bundle in one scope, newest first. One more than a
 * bundle can name is kept, so that "some were left out" is known.
 *
 * ```
 *   per head: | chain 8 | seq 8 | hash 32 |
 * ```
 */
export class ParentHeads {
  private heads: Uint8Array[] = []

  /** Restores what {@link ParentHeads.encode} wrote. */
  static decode (bytes: Uint8Array | undefined): ParentHeads {
    const restored = new ParentHeads()

    for (let at = 0; at < (bytes?.length ?? 0); at += HEAD_BYTES) {
      restored.heads.push(bytes?.slice(at, at + HEAD_BYTES) ?? new Uint8Array(0))
    }

    return restored
  }

  encode (): Uint8Array {
    return concatBytes(this.heads)
  }

  /** Hashes of the heads, newest first; at most one more than a bundle can name. */
  hashes (): Uint8Array[] {
    return this.heads.map(head => head.subarray(CHAIN_BYTES + SEQ_BYTES))
  }

  /** Takes note of a bundle of another chain. An older place of a chain never replaces a newer one. */
  note (header: BundleHeader, hash: Uint8Array): void {
    const chain = hashChain(header.author, header.lane).subarray(0, CHAIN_BYTES)
    const head = concatBytes([chainKey(chain, header.seq), hash])
    const known = this.heads.find(one => equalBytes(one.subarray(0, CHAIN_BYTES), chain))

    if (known == null || compareBytes(head, known) > 0) {
      this.heads = [head, ...this.heads.filter(one => one !== known)].slice(0, PARENTS_MAX + 1)
    }
  }

  /** Forgets the heads that a bundle of ours names; all of them when it says that it left some out. */
  settle (header: BundleHeader): void {
    this.heads = header.parentsTruncated
      ? []
      : this.heads.filter(head => !header.parents.some(parent => equalBytes(parent, head.subarray(CHAIN_BYTES + SEQ_BYTES))))
  }
}
