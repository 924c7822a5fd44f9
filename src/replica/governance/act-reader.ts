import type { BundleHeader } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'

/** What is known of the bundle of an act. */
export interface ActHead {
  readonly header: BundleHeader
  /** 32 bytes. */
  readonly hash: Uint8Array
  readonly arrival: { readonly receivedMs: number }
}

/** An act and the bundle that it stands in. */
export interface StoredAct {
  readonly fact: Fact
  readonly index: number
  readonly head: ActHead
}

/** Reads acts by the places that the index names. */
export interface ActReader {
  readEach (refs: ReadonlyArray<{ readonly bundle: Uint8Array, readonly index: number }>): Promise<Array<StoredAct | undefined>>

  /** The head of a bundle by the beginning of its hash; undefined when it cannot be read. */
  head (hash: Uint8Array): Promise<ActHead | undefined>
}
