import { encode } from '@ipld/dag-cbor'
import { base32 } from 'multiformats/bases/base32'
import { LOCAL, seal } from './bundle.ts'
import type { Header } from './bundle.ts'
import type { Keys } from './keys.ts'

/** The protocol of hello. */
export const HELLO = '/factmesh/hello/1.0.0'

const DAY_MS = 86_400_000

/** A hello, with keys that take the place of right ones. */
export function helloMap (changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { v: 1, net: 'main', agent: 'stranger/1', time: Date.now(), limits: { frame: 131_072 }, knows: 0, protocols: [], ...changes }
}

/** The bytes of a hello. */
export function hello (changes: Record<string, unknown> = {}): Uint8Array {
  return encode(helloMap(changes))
}

/** The answer that goes with a declaration, or without one. */
export function accepted (declaration?: Uint8Array): Uint8Array {
  return encode(declaration === undefined ? ['accepted'] : ['accepted', declaration])
}

/** A scope id in base32, 52 characters. */
export function scopeText (scope: Uint8Array): string {
  return base32.encode(scope).slice(1)
}

/** The body of a declaration that offers a scope both ways, with keys that take the place of right ones. */
export function declarationBody (scope: Uint8Array, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Date.now()

  return { expires: now + DAY_MS, names: [], relays: [], scopes: [[scope, true, true]], sequence: now, ...changes }
}

/** What a declaration is made of beside its body. */
export interface DeclarationChanges {
  readonly header?: Partial<Header>
  readonly entity?: string
  readonly facts?: number
  signed? (header: Uint8Array): Uint8Array
}

/** A declaration: a bundle of its own in the scope local, with one fact of kind 2. */
export function declaration (keys: Keys, body: unknown, { header, signed, entity = `factmesh:scope/${scopeText(LOCAL)}`, facts = 1 }: DeclarationChanges = {}): Uint8Array {
  const fact = { kind: 2, entity, relation: 'factmesh:declaration', value: [6], extras: { body } }

  return seal({ keys, scope: LOCAL, header: { ext: { acts: true }, ...header }, signed, facts: Array.from({ length: facts }, () => fact) }).bytes
}
