/**
 * @packageDocumentation
 *
 * Read-time resolvers: given the live sides of a contradiction, a lens picks the one that answers. A pure room; the
 * query room brings the rows, and nothing that a lens decides is ever stored.
 *
 * The invariant: same rows, same winner, on every node and in any order of arrival.
 *
 * @example The surer statement answers
 *
 * ```TypeScript
 * import { stigmemDefault } from './index.ts'
 *
 * const winner = stigmemDefault.pick([
 *   { confidence: 0.4, hlc: { wallMs: 2, counter: 0 }, id: 'b.0' },
 *   { confidence: 0.9, hlc: { wallMs: 1, counter: 0 }, id: 'a.0' }
 * ])
 *
 * console.info(winner?.id) // a.0
 * ```
 */

import { stigmemDefault } from './stigmem-default.ts'
import type { Lens } from './interface.ts'

export { stigmemDefault } from './stigmem-default.ts'
export type { Lens, LensClaim, LensRow } from './interface.ts'

/** All lenses; the first is the one for queries that name none. */
export const LENSES: readonly [Lens, ...Lens[]] = [stigmemDefault]
