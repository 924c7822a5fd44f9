import { concatBytes } from '../bytes/index.ts'
import type { Bundle } from './interface.ts'
import type { Verify } from '../identity/index.ts'

/** No other message of the project begins like this, so a signature serves for nothing else. */
const DOMAIN = new TextEncoder().encode('factmesh/bundle/1\n')

/**
 * The message that an author signs: the domain line, then the header bytes.
 */
export function signingBytes (headerBytes: Uint8Array): Uint8Array {
  return concatBytes([DOMAIN, headerBytes])
}

/**
 * Whether the signature is by the author that the header names. A header alone can be checked, since it binds the facts
 * by their root.
 */
export function verifyBundle (bundle: Pick<Bundle, 'header' | 'headerBytes' | 'signature'>, verify: Verify): boolean | Promise<boolean> {
  return verify(bundle.header.author, signingBytes(bundle.headerBytes), bundle.signature)
}
