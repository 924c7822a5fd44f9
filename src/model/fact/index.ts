/**
 * @packageDocumentation
 *
 * A fact: one immutable, attributed statement, its limits, and its canonical bytes. It stands on `model/bytes` and
 * `model/identity`; bundles carry the bytes, and every room above reads the values.
 *
 * The invariant: a fact that `createFact` made is taken by `decodeFact` on every node, and a fact has one encoding.
 *
 * @example Make a fact, encode it, and read it back
 *
 * ```TypeScript
 * import { createFact, decodeFact, encodeFact } from './index.ts'
 *
 * const fact = createFact({
 *   entity: 'user:Alice Smith',
 *   relation: 'memory:role',
 *   value: { type: 'string', v: 'admin' },
 *   source: 'stigmem://node-a/agent/scribe',
 *   confidence: 0.9
 * })
 *
 * console.info(fact.entity, decodeFact(encodeFact(fact)).confidence) // user:alice-smith 900000
 * ```
 */

export { claimKey } from './claim.ts'
export { decodeFact, encodeFact } from './codec.ts'
export * from './constants.ts'
export { InvalidFactError, MalformedFactError } from './errors.ts'
export { createFact } from './fact.ts'
export { normaliseUri } from './uri.ts'
export type { FactErrorCode, FactFault } from './errors.ts'
export type { Attestation, Fact, FactExtras, FactInput, FactValue, FactValueType } from './interface.ts'
