import { decodeBundle, NoSuchFactError, proveFact } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import type { FactProof } from '../../model/bundle/index.ts'

/** The proof of a fact by its bundle; undefined when the bytes are of another bundle, or hold no such fact. */
export function proofIn (bytes: Uint8Array, { hash, index }: { hash: Uint8Array, index: number }): FactProof | undefined {
  try {
    const bundle = decodeBundle(bytes)
    return equalBytes(bundle.hash, hash) ? proveFact(bundle, index) : undefined
  } catch (err) {
    if (err instanceof NoSuchFactError) {
      return undefined
    }

    throw err
  }
}
