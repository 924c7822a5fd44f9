/**
 * @packageDocumentation
 *
 * The bundle: the signed unit in which facts are written, stored and sent. It stands on `model/fact`, `model/hlc` and
 * `model/identity`; journal, tree, gossip and sync carry its bytes and name it by its hash.
 *
 * The invariant: bytes that `decodeBundle` takes are the only encoding of that bundle, and its hash binds every fact,
 * whether the fact is still there or only its digest is. A run is how bundles of one chain travel; what comes out of it
 * are the same bytes.
 *
 * @example Seal one fact, read the bundle back, and prove the fact alone
 *
 * ```TypeScript
 * import { createFact, encodeFact } from '../fact/index.ts'
 * import { checkFactProof, decodeBundle, factId, proveFact, sealBundle } from './index.ts'
 * import type { BundleDraft } from './index.ts'
 * import type { Signer, Verify } from '../identity/index.ts'
 *
 * async function example (draft: BundleDraft, salt: Uint8Array, signer: Signer, verify: Verify): Promise<void> {
 *   const fact = createFact({
 *     entity: 'user:alice', relation: 'memory:role', value: { type: 'string', v: 'admin' }, source: 'stigmem://node-a/agent/scribe'
 *   })
 *   const bundle = await sealBundle(draft, { facts: [encodeFact(fact)], salt, decoded: [fact] }, signer)
 *   const received = decodeBundle(bundle.bytes)
 *
 *   console.info(factId(received.hash, 0), received.decoded[0]?.entity, await checkFactProof(proveFact(received, 0), verify))
 * }
 * ```
 */

export * from './constants.ts'
export { decodeBundle, factLocation, factLocations, holdsActs } from './decode.ts'
export { MalformedBundleError, NoSuchFactError, TooLargeError, UnknownVersionError } from './errors.ts'
export { readHeaderBytes } from './frame.ts'
export { decodeHeader, encodeHeader } from './header.ts'
export { bundleId, factId, parseBundleId, parseFactId, treeKey } from './id.ts'
export { checkFactProof, proveFact } from './proof.ts'
export { isWhole, redactFacts } from './redaction.ts'
export { decodeRun } from './run/decode.ts'
export { encodeRun } from './run/encode.ts'
export { groupRuns } from './run/group.ts'
export { openBundle } from './run/open.ts'
export { offeredBytes, packBundles, unpackParcel } from './run/parcel.ts'
export { sealBundle } from './seal.ts'
export { signingBytes, verifyBundle } from './signature.ts'
export type { BundleFlaw } from './errors.ts'
export type { Bundle, BundleContent, BundleDraft, BundleHeader, FactLocation, FactProof } from './interface.ts'
export type { OpenBundle, RunLimits } from './run/interface.ts'
export type { OfferedBundle, PackedParcel, Parcel } from './run/parcel.ts'
export type { AcceptVerdict, RefusalCode, RefuseVerdict, Verdict } from './verdict.ts'
