/**
 * @packageDocumentation
 *
 * What the curating statements of a scope come to: which names mean one entity, which relations may have many values, and
 * which knowledge editions are replaced; and whose statements count. It stands on the index, and queries ask it before
 * they judge. `docs/CONFLICTS.md` says what the statements do.
 *
 * The invariant: a view depends on the set of statements that count and on the moment that is asked for, never on the
 * order in which they came, and an alias never leads in a circle.
 *
 * @example Ask for all names of an entity
 *
 * ```TypeScript
 * import { Curation, curationRights } from './index.ts'
 * import type { CurationComponents } from './index.ts'
 *
 * async function namesOf (components: Omit<CurationComponents, 'rights'>, self: Uint8Array): Promise<readonly string[]> {
 *   const curation = new Curation({ ...components, rights: curationRights({ self }) })
 *   await curation.start()
 *   return curation.view(0).names('user:alice')
 * }
 * ```
 */

export { Curation } from './curation.ts'
export { curationRights } from './rights.ts'
export type { CurationComponents, StatementReader, StoredStatement } from './curation.ts'
export type { CuratingKind, CurationEntry, CurationRights, CurationView, HeldKind, PlacedStatement } from './interface.ts'
export type { CurationRightsInit } from './rights.ts'
