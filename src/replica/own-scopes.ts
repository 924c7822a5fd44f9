import { equalBytes, toHex } from '../model/bytes/index.ts'
import { LOCAL_SCOPE, publicScopeId } from '../policy/scope/index.ts'
import { UnknownScopeError } from './query/index.ts'
import type { AppendRefused, ScopeRef } from './pipeline/index.ts'
import type { ScopeNames } from './query/index.ts'

/** The scopes that this node holds, by name and id: `public` of its network, and `local`, which never leaves it. */
export class OwnScopes implements ScopeNames {
  /** All scopes of this node. */
  public readonly all: readonly ScopeRef[]
  /** Those that may leave it. */
  public readonly shared: readonly ScopeRef[]

  constructor (init: { net: string }) {
    this.shared = [{ name: 'public', id: publicScopeId(init.net) }]
    this.all = [...this.shared, { name: 'local', id: LOCAL_SCOPE }]
  }

  find (name: string): ScopeRef | undefined {
    return this.all.find(scope => scope.name === name)
  }

  idOf (name: string): Uint8Array | undefined {
    return this.find(name)?.id
  }

  /** The name of a scope; one that this node has no name for reads as its hexadecimal id. */
  nameOf (id: Uint8Array): string {
    return this.all.find(scope => equalBytes(scope.id, id))?.name ?? toHex(id)
  }

  isShared (id: Uint8Array): boolean {
    return this.shared.some(scope => equalBytes(scope.id, id))
  }
}

/** The answer to a draft for a scope that this node does not hold. */
export function unknownScope (scope: string): AppendRefused {
  return { result: 'reject', code: 'unknown_scope', field: 'scope', detail: new UnknownScopeError(scope).message }
}
