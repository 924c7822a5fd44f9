/**
 * @packageDocumentation
 *
 * Scopes as values: their ids, what people read for them, and which of them may never leave a node. It is the first room
 * of the policy wing and stands on `model/bytes` alone.
 *
 * The invariant: two scopes have one id only when they are the same scope of the same network, and `LOCAL_SCOPE` is the
 * id of none that travels.
 *
 * @example Name the public scope of a network
 *
 * ```TypeScript
 * import { publicScopeId, scopeText } from './index.ts'
 *
 * console.info(scopeText('public', publicScopeId('main')))
 * ```
 */

export { InvalidNetNameError } from './errors.ts'
export { isNetName, LOCAL_SCOPE, publicScopeId, SCOPE_ID_BYTES, scopeText } from './scope-id.ts'
