/**
 * @packageDocumentation
 *
 * The journal record of a bundle: what stands before the bundle's bytes, where each fact lies behind them, and the
 * integers of fixed and variable length that records and index entries are made of. `docs/formats/records.md` is the
 * contract. The index, the queries and the pipeline stand on it.
 *
 * The invariant: a record is written once, whole, and the bundle in it is the bytes that were signed; a record of an
 * unknown type is kept and passed over.
 *
 * @example Read how a bundle arrived
 *
 * ```TypeScript
 * import { decodeArrival, encodeArrival } from './index.ts'
 *
 * const head = encodeArrival({ via: 'gossip', receivedMs: 1_767_225_600_000, peer: 'k51qzi5uqu5d' })
 * const { via, lead } = decodeArrival(head)
 *
 * console.info(via, lead === head.length)
 * ```
 */

export { decodeArrival, encodeArrival, RECORD_TYPE_BUNDLE } from './arrival.ts'
export { UnknownRecordError } from './errors.ts'
export { readU16, readU48, readVarint, varintLength, writeU16, writeU48, writeVarint } from './numbers.ts'
export { countOf, encodePlaces, offsetOf, placeOf, placesOf, scopeOf, startOf, writeOffset } from './places.ts'
export type { Arrival, ArrivedBundle, ReceivedVia } from './interface.ts'
export type { FactPlace } from './places.ts'
