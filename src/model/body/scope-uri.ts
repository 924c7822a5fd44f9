import { toBase32 } from '../bytes/index.ts'

const START = 'factmesh:scope/'

/** 32 bytes in base32. */
const SCOPE_URI = /^factmesh:scope\/[a-z2-7]{52}$/

/** The entity of facts that speak of a scope as a whole, `factmesh:scope/<52 base32 characters>`. */
export function scopeUri (scope: Uint8Array): string {
  return START + toBase32(scope)
}

/** Whether a URI names a scope. */
export function isScopeUri (uri: string): boolean {
  return SCOPE_URI.test(uri)
}
