import { deriveHash, encodeCanonical, toBase32 } from '../../model/bytes/index.ts'
import { InvalidNetNameError } from './errors.ts'
import type { CborMap } from '../../model/bytes/index.ts'

/**
 * Length of a scope id in bytes.
 */
export const SCOPE_ID_BYTES = 32

/**
 * The scope that never leaves its node: 32 zero bytes, which no hash will ever give.
 */
export const LOCAL_SCOPE: Uint8Array = new Uint8Array(SCOPE_ID_BYTES)

const NET_NAME = /^[a-z0-9-]{1,32}$/
const TEXT_CHARACTERS = 26
const hashScope = deriveHash('factmesh scope v1')

/**
 * True when a text may name a network: 1 to 32 characters of a-z, 0-9 and hyphen.
 */
export function isNetName (text: string): boolean {
  return NET_NAME.test(text)
}

/**
 * The id of the public scope of a network, 32 bytes: BLAKE3 derive_key "factmesh scope v1" over the canonical CBOR of
 * [net, "public"]. Whoever knows the name of the network knows it.
 *
 * @throws {InvalidNetNameError} when the name cannot be one of a network
 */
export function publicScopeId (net: string): Uint8Array {
  if (!isNetName(net)) {
    throw new InvalidNetNameError(net)
  }

  return hashScope(encodeCanonical([net, 'public']))
}

/**
 * The id of a closed scope, 32 bytes: BLAKE3 derive_key "factmesh scope v1" over the canonical CBOR of the body of its
 * genesis, as it is signed. The public scope is derived from a list and a closed one from a map, so they never meet.
 */
export function closedScopeId (genesis: CborMap): Uint8Array {
  return hashScope(encodeCanonical(genesis))
}

/**
 * What people read for a scope: `<name>@<first 26 base32 characters of its id>`. 130 bits tell any two scopes apart.
 */
export function scopeText (name: string, id: Uint8Array): string {
  return `${name}@${toBase32(id).slice(0, TEXT_CHARACTERS)}`
}
