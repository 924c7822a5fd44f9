import { ScopeVerdicts } from './scope-verdicts.ts'
import type { ScopeVerdictsComponents } from './scope-verdicts.ts'
import type { BundlePlace } from '../../../policy/scope/index.ts'
import type { Governance } from '../../governance/interface.ts'
import type { FactIndex } from '../../index/index.ts'

/** What effect follows from. */
export type EffectGovernance = Pick<Governance, 'isOpen' | 'standingAt' | 'version'>

/** What effect is told with. */
export interface EffectComponents extends Pick<ScopeVerdictsComponents, 'reader'> {
  readonly index: Pick<FactIndex, 'scopeIds' | 'scopeNumber'>
  /** Without it every scope is open. */
  readonly governance?: EffectGovernance
}

/**
 * Tells which facts have effect, as the acts of their scopes are known now. Nothing is worked out before somebody asks, and
 * nothing is kept beyond the next act, so a revocation is heeded by the next answer, however much it outlaws.
 */
export class Effect {
  private readonly components: EffectComponents
  /** By number of the scope. */
  private readonly scopes = new Map<number, ScopeVerdicts>()

  constructor (components: EffectComponents) {
    this.components = components
  }

  /** The verdicts on the facts of a scope (a number of the index) as of now; undefined for an open one, where all have effect. */
  in (scope: number): ScopeVerdicts | undefined {
    const { governance, index, reader } = this.components
    const id = governance == null ? undefined : index.scopeIds().at(scope)

    if (governance == null || id == null || governance.isOpen(id)) {
      return undefined
    }

    const version = governance.version(id)
    const known = this.scopes.get(scope)

    if (known?.version === version) {
      return known
    }

    const verdicts = new ScopeVerdicts({ reader, standingAt: (place: BundlePlace) => governance.standingAt(id, place) }, { version })
    this.scopes.set(scope, verdicts)

    return verdicts
  }

  /** Like `in`, by the id of the scope. */
  of (scope: Uint8Array): ScopeVerdicts | undefined {
    const { governance, index } = this.components
    const number = governance == null || governance.isOpen(scope) ? undefined : index.scopeNumber(scope)

    return number == null ? undefined : this.in(number)
  }

  /** A number that changes with the effect of the facts of a scope. */
  version (scope: number): number {
    return this.in(scope)?.version ?? 0
  }
}
