/**
 * @packageDocumentation
 *
 * Read-time resolvers: given the live sides of a contradiction, a lens says which one answers, how sure that is, how
 * far the sides disagree, and why. A pure room; the query room brings the candidates and the context, and nothing that
 * a lens decides is ever stored as truth. `docs/LENSES.md` says what each lens does.
 *
 * The invariant: equal sets of candidates and equal contexts give the same bytes, on every node, in every engine and in
 * any order of arrival.
 *
 * @example Resolve a contradiction, and add a lens of your own
 *
 * ```TypeScript
 * import { encodeResolution, lensRegistry, weightedLens } from './index.ts'
 *
 * const lenses = lensRegistry()
 * lenses.register(weightedLens({ name: 'approved-first', weigh: ({ life }) => life === 2 ? 1_000_000n : 1n }))
 *
 * const said = { author: 'k51a', source: 'stigmem://k51a/agent/scribe', confidence: 900_000, hlc: { wallMs: 2, counter: 0 } }
 * const resolution = lenses.get('epoch-aware(recency)').resolve([
 *   { ...said, id: 'a.0', value: { type: 'string', v: 'admin' } },
 *   { ...said, id: 'b.0', value: { type: 'string', v: 'guest' }, hlc: { wallMs: 1, counter: 0 } }
 * ], { cut: { wallMs: 60_000, counter: 0 } })
 *
 * console.info(resolution.winner?.id, encodeResolution(resolution).length) // a.0 and some hundred bytes
 * ```
 */

export { encodeResolution } from './canonical.ts'
export { DEFAULT_AGREED_BELOW, DEFAULT_CONSTRAINT_RELATIONS, DEFAULT_HALF_LIVES_MS, TRILLION, TRUST_UNKNOWN } from './constants.ts'
export { judgeEditions } from './editions.ts'
export * from './errors.ts'
export type * from './interface.ts'
export { stigmemDefault } from './lenses/stigmem-default.ts'
export { decayFactor } from './ranking/fixed-point.ts'
export { weightedLens } from './ranking/weighted-lens.ts'
export { LENSES, lensRegistry } from './registry.ts'
export { inferredSourceClass } from './source-class.ts'
export type { Edition } from './editions.ts'
export type { WeightedLensInit } from './ranking/weighted-lens.ts'
