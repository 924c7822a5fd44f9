import { KIND_ERASURE } from '../../model/body/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { ownsSource, peerIdText } from '../../model/identity/index.ts'
import { mayState, scopeText } from '../../policy/scope/index.ts'
import { AmbiguousScopeError, whoGrants } from '../governance/index.ts'
import { UnknownScopeError } from '../query/index.ts'
import { ScopeAppender } from '../scope-appender.ts'
import type { OwnScopes } from './own-scopes.ts'
import type { Governance } from '../governance/index.ts'
import type { AppendRefused, DraftRules, ScopeRef } from '../pipeline/index.ts'
import type { ScopeAppenderComponents, ScopeAppenderInit } from '../scope-appender.ts'

/** What the appenders stand on. */
export interface AppendersComponents extends Omit<ScopeAppenderComponents, 'rules'> {
  readonly governance: Pick<Governance, 'members' | 'standingNow'>
  readonly scopes: Pick<OwnScopes, 'find'>
  /** Rules of the scopes without acts. */
  readonly rules: DraftRules
}

/** One appender for each scope that was ever written to since the start. */
export class Appenders {
  private readonly components: AppendersComponents
  private readonly init: Omit<ScopeAppenderInit, 'scope'>
  private readonly appenders = new Map<string, ScopeAppender>()

  constructor (components: AppendersComponents, init: Omit<ScopeAppenderInit, 'scope'>) {
    this.components = components
    this.init = init
  }

  /** The appender of a scope by its name, or why nothing can be written there. */
  named (name: string): ScopeAppender | AppendRefused {
    try {
      const scope = this.components.scopes.find(name)
      return scope === undefined ? refusal(new UnknownScopeError(name)) : this.of(scope)
    } catch (err) {
      if (err instanceof AmbiguousScopeError) {
        return refusal(err)
      }

      throw err
    }
  }

  /** The appender of a scope. */
  of (scope: ScopeRef): ScopeAppender {
    const name = toHex(scope.id)
    const appender = this.appenders.get(name) ?? new ScopeAppender({ ...this.components, rules: this.rulesOf(scope) }, { ...this.init, scope })
    this.appenders.set(name, appender)

    return appender
  }

  private rulesOf (scope: ScopeRef): DraftRules {
    const { rules } = this.components
    return scope.name === 'public' || scope.name === 'local' ? rules : this.closedRules(scope)
  }

  /** In a closed scope this node writes what its grants allow now, under the names that they list. */
  private closedRules ({ id, name }: ScopeRef): DraftRules {
    const { governance, rules: { defaultSource }, signer: { publicKey } } = this.components

    return {
      defaultSource,
      owns: source => ownsSource(source, publicKey, governance.standingNow(id, publicKey).names),
      refusalOf: kind => {
        const standing = governance.standingNow(id, publicKey)
        return (kind === KIND_ERASURE ? standing.isEffective : mayState(kind, standing)) ? undefined : notGranted(scopeText(name, id), adminsOf(governance, id))
      }
    }
  }
}

/** Peer ids of those who are admins of a closed scope now. */
export function adminsOf (governance: Pick<Governance, 'members'>, scope: Uint8Array): string[] {
  return governance.members(scope).filter(({ rights }) => rights.includes('admin')).map(({ peer }) => peerIdText(peer))
}

function refusal ({ code, message }: UnknownScopeError | AmbiguousScopeError): AppendRefused {
  return { result: 'reject', code, field: 'scope', detail: message }
}

function notGranted (scope: string, admins: readonly string[]): AppendRefused {
  return { result: 'reject', code: 'not_granted', field: 'scope', detail: `This node may not write that in the scope "${scope}"; ${whoGrants(admins)}.` }
}
