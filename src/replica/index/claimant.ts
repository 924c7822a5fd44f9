import { deriveHash, toHex } from '../../model/bytes/index.ts'
import { CLAIMANT_BYTES } from './constants.ts'

const text = new TextEncoder()
const hashClaimant = deriveHash('factmesh index claimant v1')

/** Who speaks: eight bytes that stand for the author's key and the source it speaks for, and their hexadecimal text. */
export interface Claimant {
  readonly bytes: Uint8Array
  readonly text: string
}

/** The claimant of an author's key and a source. */
export function claimantOf (author: Uint8Array, source: string): Claimant {
  const bytes = hashClaimant(author, text.encode(source)).slice(0, CLAIMANT_BYTES)
  return { bytes, text: toHex(bytes) }
}
