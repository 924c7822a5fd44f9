import { randomBytes } from 'node:crypto'
import { decode, encode } from '@ipld/dag-cbor'
import { derive, hash, join, keyed, little, utf8 } from './bytes.ts'
import type { Keys } from './keys.ts'

/** Fields of a header by name, in the order in which they stand. */
export interface Header {
  v: unknown
  net: unknown
  scope: unknown
  shard: unknown
  author: unknown
  lane: unknown
  seq: unknown
  prev: unknown
  hlc: unknown
  parents: unknown
  count: unknown
  root: unknown
  ext: unknown
}

/** Items of a fact by name, in the order in which they stand. */
export interface Fact {
  kind: unknown
  entity: unknown
  relation: unknown
  value: unknown
  source: unknown
  confidence: unknown
  extras?: unknown
}

/** A bundle as it travels. */
export interface Sealed {
  readonly header: Uint8Array
  readonly signature: Uint8Array
  readonly hash: Uint8Array
  readonly bytes: Uint8Array
}

/** What a bundle is made of; fields that are given take the place of right ones. */
export interface Draft {
  readonly keys: Keys
  readonly scope: Uint8Array
  readonly header?: Partial<Header>
  readonly facts?: ReadonlyArray<Partial<Fact>>
  signed? (header: Uint8Array): Uint8Array
}

/** The id of the public scope of a network. */
export function publicScope (net: string): Uint8Array {
  return derive('factmesh scope v1', encode([net, 'public']))
}

/** The scope that never leaves a node. */
export const LOCAL = new Uint8Array(32)

/** Seals a bundle of one author. */
export function seal ({ keys, scope, header = {}, facts = [{}], signed }: Draft): Sealed {
  const salt = randomBytes(16)
  const encoded = facts.map(fact => factBytes(keys, fact))
  const digests = encoded.map((fact, i) => derive('factmesh fact v1', keyed(join(salt, new Uint8Array(16)), little(i, 4)).subarray(0, 16), fact))
  const right: Header = {
    v: 1,
    net: 'main',
    scope,
    shard: 0,
    author: keys.public,
    lane: randomBytes(8),
    seq: 1,
    prev: null,
    hlc: [Date.now(), 0],
    parents: [],
    count: facts.length,
    root: derive('factmesh bundle root v1', ...digests),
    ext: {}
  }
  const headerBytes = encode(Object.values({ ...right, ...header }))
  const signature = (signed ?? (bytes => keys.sign(join(utf8('factmesh/bundle/1\n'), bytes))))(headerBytes)

  return { header: headerBytes, signature, hash: hash(headerBytes), bytes: encode([headerBytes, signature, salt, encoded]) }
}

function factBytes (keys: Keys, fact: Partial<Fact>): Uint8Array {
  const right: Fact = {
    kind: 0,
    entity: 'door:back',
    relation: 'door:state',
    value: [0, 'forced'],
    source: `stigmem://${keys.text}/node/self`,
    confidence: 1_000_000
  }

  return encode(Object.values({ ...right, ...fact }))
}

/** The place of a bundle in the tree, 40 bytes, from its bytes. */
export function placeOf (bundle: Uint8Array): Uint8Array {
  const [header] = decode<[Uint8Array]>(bundle)
  const [wall, counter] = decode<unknown[]>(header)[8] as [number, number]

  return join(little(wall, 6).reverse(), little(counter, 2).reverse(), hash(header))
}
