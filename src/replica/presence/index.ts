/**
 * @packageDocumentation
 *
 * Presence without content: which facts are not to be here although their bundle is, because an erasure names them or a
 * local decision dropped them, and what keeps journal and index so. It stands on the index, the pipeline and the queries;
 * `docs/ERASURE.md` says the rules in words.
 *
 * The invariants: the set and its root never change by it; what is gone for good is neither taken in again nor asked for;
 * acts that govern a scope are never dropped; the same bundles come to the same absences, in whatever order they came.
 *
 * @example Ask what is here of a fact
 *
 * ```TypeScript
 * import type { Forgetting } from './index.ts'
 *
 * async function isGone (replica: Forgetting, id: string): Promise<boolean> {
 *   const presence = await replica.presence(id)
 *   return presence?.state === 'erased' || presence?.state === 'refused'
 * }
 * ```
 */

export { Absences } from './absences.ts'
export * from './errors.ts'
export { PresenceBook } from './presence-book.ts'
export { Redactor } from './redactor.ts'
export type { Absence, AbsencesComponents } from './absences.ts'
export type * from './interface.ts'
export type { PresenceBookComponents } from './presence-book.ts'
export type { RedactorComponents, TakenOut } from './redactor.ts'
