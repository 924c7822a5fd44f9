/**
 * @packageDocumentation
 *
 * What facts of other kinds than assertion carry: the statements (votes, resolutions, aliases, relation rules, editions),
 * the digest that stands for a value in them, and the acts, which govern scopes and erase. It stands on `model/fact`;
 * `docs/formats/kinds.md` is the contract.
 *
 * The invariant: what `statementFact` or `actFact` made, `readBody` or `readAct` reads on every node, and what they do not
 * read has no effect anywhere.
 *
 * @example Vote for a fact, and read the vote
 *
 * ```TypeScript
 * import { readBody, statementFact } from './index.ts'
 *
 * const fact = statementFact('vote', {
 *   body: { fact: { hash: new Uint8Array(32), index: 0 }, weight: 1_000_000, stance: 'for' },
 *   entity: 'user:alice',
 *   source: 'stigmem://node-a/agent/scribe'
 * })
 *
 * console.info(readBody('vote', fact)?.stance) // for
 * ```
 */

export { actFact, actKind, actMap, readAct } from './act/act.ts'
export * from './act/constants.ts'
export * from './constants.ts'
export { isScopeUri, scopeUri } from './scope-uri.ts'
export { isTakenBack, readBody, statementFact, statementKind } from './statement.ts'
export { valueDigest, writeValueDigest } from './value-digest.ts'
export type { ActInit } from './act/act.ts'
export type * from './act/interface.ts'
export type * from './interface.ts'
export type { StatementInit } from './statement.ts'
