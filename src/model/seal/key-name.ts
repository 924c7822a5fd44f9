import { concatBytes } from '../bytes/index.ts'
import type { ScopeKeyName } from './interface.ts'

/**
 * The name of a key in 40 bytes: the scope id, then the number as u64, big endian.
 */
export function nameBytes ({ scope, number }: ScopeKeyName): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))

  return concatBytes([scope, bytes])
}
