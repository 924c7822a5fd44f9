import { OPEN_STANDING } from '../../policy/scope/index.ts'
import { UnknownScopeError } from '../../replica/index.ts'
import type { ScopeBookComponents } from './scope-book.ts'

function unknown (scope: string | Uint8Array): never {
  throw new UnknownScopeError(String(scope))
}

/** The closed scopes of a node that holds none. */
export const NO_SCOPES: Pick<ScopeBookComponents, 'governance' | 'closed'> = {
  governance: { held: () => [], members: () => [], keys: () => [], standingNow: () => OPEN_STANDING },
  closed: {
    create: async name => unknown(name),
    join: async () => unknown(''),
    genesis: async scope => unknown(scope),
    grant: async scope => unknown(scope),
    revoke: async scope => unknown(scope),
    acts: unknown
  }
}
