import { equalBytes, fromHex, toHex } from '../../model/bytes/index.ts'
import { LOCAL_SCOPE, publicScopeId, scopeText } from '../../policy/scope/index.ts'
import { AmbiguousScopeError } from '../governance/index.ts'
import type { ActGovernance, HeldScope } from '../governance/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { ScopeRef } from '../pipeline/index.ts'
import type { ScopeNames } from '../query/index.ts'

const SCOPE_ID = /^[0-9a-f]{64}$/

/** The scopes of this node, and what each reads as. */
interface ScopeTable {
  readonly shared: readonly ScopeRef[]
  readonly all: readonly ScopeRef[]
  /** At the place of the scope in `all`. */
  readonly shown: readonly string[]
}

/** What the list of scopes follows from. */
export interface OwnScopesComponents {
  readonly governance: Pick<ActGovernance, 'actsOf' | 'held'>
  readonly index: Pick<FactIndex, 'count'>
  /** Our own public key, 32 bytes. */
  readonly self: Uint8Array
}

/**
 * The scopes that this node holds, by name and id: `public` of its network, each closed scope whose genesis is here, and
 * `local`, which never leaves it. An own closed scope in which nothing was written and which nobody else was let into
 * gives way to one of somebody else with the same name; that is seen in what is in it, and nothing is noted.
 */
export class OwnScopes implements ScopeNames {
  private readonly components: OwnScopesComponents
  private readonly open: ScopeRef
  private readonly local: ScopeRef = { name: 'local', id: LOCAL_SCOPE }
  /** Scopes on their way in. */
  private readonly expected = new Set<string>()
  private table: ScopeTable | undefined

  constructor (components: OwnScopesComponents, init: { net: string }) {
    this.components = components
    this.open = { name: 'public', id: publicScopeId(init.net) }
  }

  /** All scopes of this node. */
  get all (): readonly ScopeRef[] {
    return this.known.all
  }

  /** Those that may leave it, as far as the rights of a peer go. */
  get shared (): readonly ScopeRef[] {
    return this.known.shared
  }

  /** Governance was read anew. */
  refresh (): void {
    this.table = undefined
  }

  /** A bundle of a scope is durable, indexed, and known to governance. */
  committed (scope: Uint8Array): void {
    if (!equalBytes(scope, this.open.id)) {
      this.table = undefined
    }
  }

  /**
   * A scope by its name, by its text `<name>@<26 base32 characters>`, or by its id in bytes or hexadecimal.
   *
   * @throws {AmbiguousScopeError} for a name that several scopes have
   */
  find (scope: string | Uint8Array): ScopeRef | undefined {
    const { all } = this.known

    if (typeof scope !== 'string' || SCOPE_ID.test(scope)) {
      const id = typeof scope === 'string' ? fromHex(scope) : scope
      return all.find(one => equalBytes(one.id, id))
    }

    const named = all.filter(({ id, name }) => scope === name || scope === scopeText(name, id))

    if (named.length > 1) {
      throw new AmbiguousScopeError(scope, named.map(({ id, name }) => scopeText(name, id)))
    }

    return named.at(0)
  }

  idOf (name: string): Uint8Array | undefined {
    return this.find(name)?.id
  }

  /** The name of a scope, or its text where several have the name; one that this node does not hold reads as its hexadecimal id. */
  nameOf (id: Uint8Array): string {
    const { all, shown } = this.known
    const place = all.findIndex(scope => equalBytes(scope.id, id))
    return place < 0 ? toHex(id) : shown[place]
  }

  isShared (id: Uint8Array): boolean {
    return this.shared.some(scope => equalBytes(scope.id, id))
  }

  /** Whether a bundle of a scope may come in: it is shared, or its genesis is on its way. */
  isWelcome (id: Uint8Array): boolean {
    return this.isShared(id) || (this.expected.size > 0 && this.expected.has(toHex(id)))
  }

  /** Lets the genesis of a scope in while a call runs. */
  async expect<Result> (id: Uint8Array, call: () => Promise<Result>): Promise<Result> {
    const name = toHex(id)
    this.expected.add(name)

    try {
      return await call()
    } finally {
      this.expected.delete(name)
    }
  }

  private get known (): ScopeTable {
    this.table ??= tableOf([this.open, ...this.closed()], this.local)
    return this.table
  }

  private closed (): ScopeRef[] {
    const held = this.components.governance.held()
    return held.filter(scope => !this.givesWay(scope, held)).map(({ id, name }) => ({ id, name }))
  }

  private givesWay (scope: HeldScope, held: readonly HeldScope[]): boolean {
    const { self } = this.components
    return held.some(({ creator, name }) => name === scope.name && !equalBytes(creator, self)) && this.isUnused(scope)
  }

  private isUnused ({ creator, id }: HeldScope): boolean {
    const { governance, index, self } = this.components
    const acts = governance.actsOf(id)
    // The genesis, and acts that name nobody but the creator.
    return equalBytes(creator, self) && acts?.isAlone === true && index.count(id).facts === 1 + acts.count
  }
}

function tableOf (shared: readonly ScopeRef[], local: ScopeRef): ScopeTable {
  const all = [...shared, local]
  const shown = all.map(({ id, name }) => all.filter(one => one.name === name).length === 1 ? name : scopeText(name, id))

  return { shared, all, shown }
}
