import { blake3 } from '../../bytes/index.ts'
import { withoutSubclass } from '../decode.ts'
import { readFrame } from '../frame.ts'
import { decodeHeader } from '../header.ts'
import type { OpenBundle } from './interface.ts'

/**
 * Takes a bundle apart that went through the gate before, as the journal gives it back. Header and frame are checked;
 * root, facts and signature are not looked at.
 *
 * @throws {MalformedBundleError} when header or frame are not those of a bundle
 * @throws {TooLargeError} when one of them is over a limit
 * @throws {UnknownVersionError} when the header has another version
 */
export function openBundle (bytes: Uint8Array): OpenBundle {
  const plain = withoutSubclass(bytes)
  const frame = readFrame(plain)

  return { ...frame, header: decodeHeader(frame.headerBytes), hash: blake3(frame.headerBytes), bytes: plain }
}
