/**
 * @packageDocumentation
 *
 * Contradictions as things of their own: list them, look at one, settle it; votes on facts; and the statements that shape
 * answers (aliases, relation rules, editions). It stands on index, curation, queries and the pipeline, through which it
 * writes; the replica joins its books. `docs/CONFLICTS.md` says what each of them does.
 *
 * The invariant: conflicts and sums of votes follow from the set of facts, so equal sets show the same ones under the same
 * ids, and nothing here is stored but facts.
 *
 * @example Settle the newest contradictions without preferring a side
 *
 * ```TypeScript
 * import { ConflictBook } from './index.ts'
 * import type { ConflictBookComponents } from './index.ts'
 *
 * async function settleAll (components: ConflictBookComponents): Promise<number> {
 *   const book = new ConflictBook(components)
 *   const { conflicts } = await book.list({ status: 'unresolved' })
 *
 *   for (const { id } of conflicts) {
 *     await book.resolve(id, { winner: null, note: 'both are right' })
 *   }
 *
 *   return conflicts.length
 * }
 * ```
 */

export { ConflictBook } from './conflict-book.ts'
export { CurationBook } from './curation-book.ts'
export { BadWinnerError, ConflictNotFoundError, ConflictResolvedError, EquivocationError, FactRefusedError } from './errors.ts'
export { VoteBook } from './vote-book.ts'
export type * from './interface.ts'
export type { ConflictBookComponents } from './conflict-book.ts'
export type { CurationBookComponents } from './curation-book.ts'
export type { VoteBookComponents } from './vote-book.ts'
