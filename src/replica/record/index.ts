/**
 * @packageDocumentation
 *
 * The payloads of journal records. First that of a bundle: what stands before the bundle's bytes, where each fact lies
 * behind them, and the integers of fixed and variable length that records and index entries are made of. Then the
 * records that stay on this node: audit entries, peers, names, API tokens, refusals, wanted bundles; those of the replay
 * window are drawn in `storage/seen`. `docs/formats/records.md` is the contract. Everything in the replica stands on it.
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

export { allows, API_RIGHTS, apiTokenCodec, OWN_TOKEN_NAME } from './api-token.ts'
export { decodeArrival, encodeArrival, RECORD_TYPE_BUNDLE } from './arrival.ts'
export { auditCodec } from './audit.ts'
export * from './constants.ts'
export { UnknownRecordError } from './errors.ts'
export { forgottenCodec } from './content/forgotten.ts'
export { isRecordKey, RECORD_KEY_CHARACTERS_MAX } from './keyed.ts'
export { nameClaimCodec } from './peers/name-claim.ts'
export { readU16, readU48, readVarint, varintLength, writeU16, writeU48, writeVarint } from './numbers.ts'
export { peerStateCodec } from './peers/peer-state.ts'
export { countOf, encodePlaces, offsetOf, placeOf, placesOf, scopeOf, startOf, treeKeyOf, writeOffset } from './places.ts'
export { refusalCodec } from './refusal.ts'
export { scopePeersCodec } from './peers/scope-peers.ts'
export { isWantedBundle, settledCodec, wantedCodec } from './wanted.ts'
export type { ApiRight, ApiToken } from './api-token.ts'
export type { AuditEntry } from './audit.ts'
export type { Forgotten } from './content/forgotten.ts'
export type { Keyed, KeyedForm } from './keyed.ts'
export type { Dated, LocalRecord, RecordCodec } from './local.ts'
export type { Refusal } from './refusal.ts'
export type { WantedBundle } from './wanted.ts'
export type { Arrival, ArrivedBundle, ReceivedVia } from './interface.ts'
export type { FactPlace } from './places.ts'
