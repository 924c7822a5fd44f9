import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { governingOf, LOCAL_SCOPE, OPEN_STANDING, publicScopeId } from '../../policy/scope/index.ts'
import { READ_TOGETHER } from './constants.ts'
import { NO_STANDING, ScopeActs } from './scope-acts.ts'
import type { ActReader, StoredAct } from './act-reader.ts'
import type { Governance, HeldScope, Member } from './interface.ts'
import type { ArrivedActs } from './scope-acts.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { KeyAgreement, KnownKey } from '../../model/seal/index.ts'
import type { Clock } from '../../platform/interface.ts'
import type { BundlePlace, Standing } from '../../policy/scope/index.ts'
import type { ChainPlace, FactIndex, StatementRow } from '../index/index.ts'

/** What governance stands on. */
export interface ActGovernanceComponents {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly index: Pick<FactIndex, 'read' | 'scopeIds' | 'scopeNumber'>
  readonly reader: ActReader
  /** Our own key; without `agree` no scope key opens. */
  readonly signer: Pick<KeyAgreement, 'publicKey'> & Partial<KeyAgreement>
  readonly net: string
  /** Runs when a scope came, and when its acts changed, before anybody else hears of the bundle. */
  onChange (scope: HeldScope, isNew: boolean): void
  /** Hears what stood in the way of reading a chain. */
  onTrouble (err: unknown): void
}

/** A bundle that is durable and indexed. */
export interface GoverningBundle {
  readonly bundle: Bundle
  readonly arrival: { readonly receivedMs: number }
  readonly equivocates: boolean
}

/** Governance by the acts in the journal, to which the index leads. It is small, and lives in memory. */
export class ActGovernance implements Governance {
  readonly #components: ActGovernanceComponents
  readonly #public: Uint8Array
  #scopes = new Map<string, ScopeActs>()
  /** The scope that was asked for last: bundles come in runs of one scope. */
  #latest: { readonly id: Uint8Array, readonly acts: ScopeActs | undefined } | undefined

  constructor (components: ActGovernanceComponents) {
    this.#components = components
    this.#public = publicScopeId(components.net)
  }

  /** Reads the acts that the index leads to. It may be called again once the index has been built anew; until it is done the old acts hold. */
  async start (): Promise<void> {
    const scopes = new Map<string, ScopeActs>()

    for (const [number, id] of this.#components.index.scopeIds().entries()) {
      const acts = this.#isOpenScope(id) ? undefined : await this.#load(number, id)

      if (acts?.held !== undefined) {
        scopes.set(toHex(id), acts)
      }
    }

    this.#scopes = scopes
    this.#latest = undefined
  }

  /** Learns a bundle that is durable and indexed, in the order of the journal; one that was learned before changes nothing. */
  add ({ arrival, bundle, equivocates }: GoverningBundle): void {
    const { hash, header } = bundle

    if (this.#isOpenScope(header.scope)) {
      return
    }

    const said = governingOf(bundle)
    const known = this.#find(header.scope)

    if (known === undefined && said.genesis === undefined) {
      return
    }

    const scope = known ?? this.#begin(header.scope)
    const learned = (said.genesis !== undefined || said.acts.length > 0) && scope.learn({ said, receivedMs: arrival.receivedMs })
    const links = scope.forks.add(header, hash)

    if (equivocates && scope.forks.open(header)) {
      void this.#follow(scope, header)
    }

    if (links) {
      scope.changed()
    }

    if (learned || links) {
      this.#tell(scope, known === undefined)
    }
  }

  held (): readonly HeldScope[] {
    return [...this.#scopes.values()].flatMap(({ held }) => held ?? [])
  }

  isIntroduced (scope: Uint8Array, author: Uint8Array): boolean {
    // fault-point scope.revoke-by-arrival: if (this.#find(scope)?.acts().some(({ act, isEffective }) => isEffective && act.kind === 'revocation' && equalBytes(act.body.peer, author)) === true) { return false }
    return this.#isOpenScope(scope) || this.#find(scope)?.isIntroduced(author) === true
  }

  /** Whether this node holds a closed scope of this id. */
  isClosed (scope: Uint8Array): boolean {
    return this.#find(scope) !== undefined
  }

  standingAt (scope: Uint8Array, place: BundlePlace): Standing {
    return this.#find(scope)?.standingAt(place) ?? this.#without(scope)
  }

  isOpen (scope: Uint8Array): boolean {
    return this.#find(scope)?.isOpen ?? this.#isOpenScope(scope)
  }

  standingNow (scope: Uint8Array, peer: Uint8Array): Standing {
    return this.#find(scope)?.standingNow(peer, this.#components.clock.nowMs()) ?? this.#without(scope)
  }

  members (scope: Uint8Array): readonly Member[] {
    return this.#find(scope)?.members(this.#components.clock.nowMs()) ?? []
  }

  keys (scope: Uint8Array): readonly KnownKey[] {
    const agreement = agreementOf(this.#components.signer)
    return agreement === undefined ? [] : this.#find(scope)?.keys(agreement) ?? []
  }

  version (scope: Uint8Array): number {
    return this.#find(scope)?.version ?? 0
  }

  /** The acts of a closed scope; undefined for a scope that this node does not hold. */
  actsOf (scope: Uint8Array): ScopeActs | undefined {
    return this.#find(scope)
  }

  /** Acts that found no room and have no effect. */
  get overflow (): number {
    return [...this.#scopes.values()].reduce((sum, { overflow }) => sum + overflow, 0)
  }

  #find (id: Uint8Array): ScopeActs | undefined {
    if (this.#latest === undefined || !equalBytes(this.#latest.id, id)) {
      this.#latest = { id, acts: this.#scopes.get(toHex(id)) }
    }

    return this.#latest.acts
  }

  /** How everybody stands in a scope without acts that are known. */
  #without (scope: Uint8Array): Standing {
    return this.#isOpenScope(scope) ? OPEN_STANDING : NO_STANDING
  }

  #isOpenScope (id: Uint8Array): boolean {
    return equalBytes(id, this.#public) || equalBytes(id, LOCAL_SCOPE)
  }

  #begin (id: Uint8Array): ScopeActs {
    const scope = this.#actsOf(id)
    this.#scopes.set(toHex(id), scope)
    this.#latest = undefined

    return scope
  }

  #actsOf (scope: Uint8Array): ScopeActs {
    return new ScopeActs({ scope, self: this.#components.signer.publicKey })
  }

  #tell ({ held }: ScopeActs, isNew: boolean): void {
    if (held !== undefined) {
      this.#components.onChange(held, isNew)
    }
  }

  async #load (number: number, id: Uint8Array): Promise<ScopeActs> {
    const { index } = this.#components
    const scope = this.#actsOf(id)
    let rows: StatementRow[] = []

    for await (const row of index.read.acts(number)) {
      rows.push(row)

      if (rows.length === READ_TOGETHER) {
        await this.#learnRows(scope, rows)
        rows = []
      }
    }

    await this.#learnRows(scope, rows)

    for await (const { place } of index.read.equivocations(number)) {
      if (scope.forks.open(place)) {
        await this.#addLinks(scope, number, place)
      }
    }

    return scope
  }

  /** Learns acts by their places. What cannot be read comes back with its bundle, once a peer has brought it. */
  async #learnRows (scope: ScopeActs, rows: readonly StatementRow[]): Promise<void> {
    for (const arrived of arrivedIn(rows.length === 0 ? [] : await this.#components.reader.readEach(rows))) {
      scope.learn(arrived)
    }
  }

  /** Brings a chain into memory that forks since now; until it is there, nothing in it leads anywhere. */
  async #follow (scope: ScopeActs, chain: ChainPlace & { readonly scope: Uint8Array }): Promise<void> {
    const number = this.#components.index.scopeNumber(chain.scope)

    try {
      if (number !== undefined) {
        await this.#addLinks(scope, number, chain)
      }
    } catch (err) {
      this.#components.onTrouble(err)
    }

    scope.changed()
    this.#tell(scope, false)
  }

  async #addLinks ({ forks }: ScopeActs, scope: number, { author, lane }: ChainPlace): Promise<void> {
    const { index, reader } = this.#components

    for await (const bundle of index.read.chainBundles({ author, scope, lane })) {
      const head = await reader.head(bundle)

      if (head !== undefined) {
        forks.add(head.header, head.hash)
      }
    }
  }
}

/** Our key as one end of boxes; undefined when its holder signs only. */
export function agreementOf (signer: ActGovernanceComponents['signer']): KeyAgreement | undefined {
  return signer.agree === undefined ? undefined : { publicKey: signer.publicKey, agree: key => signer.agree?.(key) }
}

/** What stored acts say, the acts of one bundle together. */
function arrivedIn (stored: ReadonlyArray<StoredAct | undefined>): ArrivedActs[] {
  const bundles = new Map<string, StoredAct[]>()

  for (const act of stored) {
    if (act !== undefined) {
      const name = toHex(act.head.hash)
      bundles.set(name, [...bundles.get(name) ?? [], act])
    }
  }

  return [...bundles.values()].map(acts => {
    const { head: { arrival, hash, header } } = acts[0]
    const decoded = new Array(header.count).fill(null)
    acts.forEach(({ fact, index }) => { decoded[index] = fact })

    return { said: governingOf({ header, hash, decoded }), receivedMs: arrival.receivedMs }
  })
}
