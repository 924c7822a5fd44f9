/**
 * @packageDocumentation
 *
 * Who may do what in a scope, as decisions over plain values: ids of scopes, who is introduced in one (what belongs to
 * its tree), what its acts come to (what has effect), what may flow between two peers, and whose a name is. It is the
 * first room of the policy wing and stands on `model`; `docs/protocols/scopes.md` says the rules in words.
 *
 * The invariants: two scopes have one id only when they are the same scope of the same network, and `LOCAL_SCOPE` is the
 * id of none that travels; the same bundles introduce the same authors and come to the same effect, in whatever order
 * they arrived.
 *
 * @example Say what a grant allows
 *
 * ```TypeScript
 * import { governingOf, Introductions, judgeActs } from './index.ts'
 * import type { Bundle } from '../../model/bundle/index.ts'
 *
 * function mayWrite (genesis: Bundle, grant: Bundle, bundle: Bundle): boolean {
 *   const known = new Introductions()
 *   const said = [genesis, grant].map(governingOf)
 *   said.forEach(governing => { known.learn(governing) })
 *   const effect = judgeActs(genesis.header.author, said.flatMap(({ acts }) => acts))
 *
 *   return known.enters(governingOf(bundle)) && effect.standingAt(governingOf(bundle).bundle).has('write')
 * }
 * ```
 */

export { NAME_TABLE_MAX } from './constants.ts'
export { hearDeclaration, isLive } from './declarations.ts'
export { judgeActs, OPEN_STANDING } from './effect/scope-effect.ts'
export { InvalidNetNameError } from './errors.ts'
export { compareActs, governingOf, placeOf } from './governing.ts'
export { Introductions } from './introductions.ts'
export { isEffective, mayErase, mayState } from './kind-rights.ts'
export { NameTable } from './name-table.ts'
export { decidePeer, declarePeer, NEW_PEER, peerStanding } from './peer-state.ts'
export { closedScopeId, isNetName, LOCAL_SCOPE, publicScopeId, SCOPE_ID_BYTES, scopeText } from './scope-id.ts'
export { mayLearn, streamRefusals } from './stream-rights.ts'
export type { DeclarationVerdict, HeardDeclaration } from './declarations.ts'
export type { ScopeEffect } from './effect/scope-effect.ts'
export type * from './interface.ts'
export type { ErasureQuestion } from './kind-rights.ts'
export type { NamedKey, NameTableInit } from './name-table.ts'
export type { Direction, OperatorPolicy, StreamQuestion, StreamRefusal } from './stream-rights.ts'
