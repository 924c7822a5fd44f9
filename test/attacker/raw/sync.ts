import { randomBytes } from 'node:crypto'
import { decode, encode } from '@ipld/dag-cbor'
import { placeOf } from './bundle.ts'
import { big, derive, join, little, utf8 } from './bytes.ts'

/** The protocol of sync. */
export const SYNC = '/factmesh/sync/1.0.0'

/** Numbers of the frames of sync. */
export const TYPE = { hello: 0, bye: 1, request: 2, facts: 3, cells: 4, more: 5, list: 6, walk: 7, want: 8, end: 9, decline: 10, absent: 11 } as const

/** Numbers of the ends of a run. */
export const END = { equal: 0, partial: 1, moving: 2, unknown: 3, busy: 4, malformed: 5, limit: 6, faulty: 7, stalled: 8 } as const

/** Digests of the tree in its own words, for sets of at most 32 bundles: a single leaf. */
export function rootOf (scope: Uint8Array, bundles: readonly Uint8Array[]): Uint8Array {
  const places = bundles.map(placeOf).sort((a, b) => Buffer.compare(a, b))
  const leaf = derive('factmesh sync v1 leaf', little(places.length, 4), ...places.map(place => place.subarray(8)))

  return derive('factmesh sync v1 root', scope, Uint8Array.of(1), little(places.length, 8), leaf)
}

/** What a HELLO says. */
export interface HelloInit {
  readonly scope: Uint8Array

  /** Peer texts of who speaks and who listens. */
  readonly peers: readonly [from: string, to: string]
  readonly count?: number
  readonly root?: Uint8Array
  readonly nonce?: Uint8Array

  /** First byte of the body: parameters in the upper half, kind in the lower. */
  readonly kind?: number

  /** What stands behind the proof. */
  readonly rest?: Uint8Array
}

/** A HELLO; by default a quiet one of the empty set. */
export function syncHello ({ scope, peers, count = 0, root = rootOf(scope, []), nonce = randomBytes(8), kind = 0x10, rest = new Uint8Array(24) }: HelloInit): Uint8Array {
  const tag = derive('factmesh sync v1 tag', scope, nonce, utf8(peers.join(' '))).subarray(0, 8)
  const proof = derive('factmesh sync v1 root', nonce, root).subarray(0, 16)

  return join(Uint8Array.of(TYPE.hello, kind), nonce, tag, big(count, 5), proof, rest)
}

/** A frame whose body is CBOR. */
export function cborFrame (type: number, body: unknown): Uint8Array {
  return join(Uint8Array.of(type), encode(body))
}

/** A BYE with a code. */
export function bye (code: number, root: Uint8Array = new Uint8Array(0)): Uint8Array {
  return join(Uint8Array.of(TYPE.bye, code), root)
}

/** The bundles that frames of a turn bring alone, without runs. */
export function bundlesIn (frames: readonly Uint8Array[]): Uint8Array[] {
  const parcels = frames.filter(([type]) => type === TYPE.facts).flatMap(frame => decode<unknown[]>(frame.subarray(1)))

  return parcels.filter(parcel => parcel instanceof Uint8Array)
}
