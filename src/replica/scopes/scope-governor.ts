import { actFact, actMap, GENESIS_NONCE_BYTES, RIGHTS, scopeUri } from '../../model/body/index.ts'
import { decodeBundle, factId } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { closedScopeId, compareActs, governingOf, isNetName, scopeText } from '../../policy/scope/index.ts'
import { InvalidGenesisError, LastAdminError, NotAdminError, ScopeNameError } from '../governance/index.ts'
import { Turns } from '../pipeline/index.ts'
import { ContentMissingError, UnknownScopeError } from '../query/index.ts'
import { adminsOf } from './appenders.ts'
import { chainEnds } from './chain-ends.ts'
import { ScopeKeys } from './scope-keys.ts'
import type { Appenders } from './appenders.ts'
import type { ChainEndsComponents } from './chain-ends.ts'
import type { OwnScopes } from './own-scopes.ts'
import type { ScopeKeysComponents } from './scope-keys.ts'
import type { GenesisBody, Right } from '../../model/body/index.ts'
import type { Bundle, Verdict } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Signer } from '../../model/identity/index.ts'
import type { Act } from '../../policy/scope/index.ts'
import type { ActGovernance, ClosedScopes, GrantDraft, HeldScope, RevocationDraft, ScopeAct } from '../governance/index.ts'
import type { ScopeRef } from '../pipeline/index.ts'
import type { StoredBundles } from '../stored-bundles.ts'
import type { AuditTrail } from '../upkeep/audit-trail.ts'

/** What governs the closed scopes of this node. */
export interface ScopeGovernorComponents extends ScopeKeysComponents, ChainEndsComponents {
  readonly appenders: Pick<Appenders, 'of'>
  readonly governance: ActGovernance
  readonly scopes: OwnScopes
  readonly signer: Signer & ScopeKeysComponents['signer']
  readonly stored: Pick<StoredBundles, 'bytes'>
  readonly trail: Pick<AuditTrail, 'scopeAct'>
  readonly net: string
  /** Names of this node, which stand in the creator's own grant. */
  readonly names: readonly string[]
  /** Takes a bundle in like one of a peer. */
  receive (bundle: Bundle): Promise<Verdict>
}

/** What this node does about closed scopes: each act is a fact in its scope. Calls about one scope pass one after another. */
export class ScopeGovernor implements ClosedScopes {
  private readonly components: ScopeGovernorComponents
  private readonly keys: ScopeKeys
  private readonly turns = new Turns()

  constructor (components: ScopeGovernorComponents) {
    this.components = components
    this.keys = new ScopeKeys(components)
  }

  async create (name: string): Promise<HeldScope> {
    return this.turns.take(name, async () => {
      this.checkName(name)
      const { net, random, signer: { publicKey } } = this.components
      const body: GenesisBody = { name, net, creator: publicKey, nonce: random.bytes(GENESIS_NONCE_BYTES), shardBits: 0 }
      const scope = { name, id: closedScopeId(actMap('genesis', body)) }
      await this.write(scope, [this.fact(scope, 'genesis', body), ...this.keys.nextFor(scope.id, [publicKey]), ...this.ownNames(scope)])
      this.audit('scope_create', scope)

      return this.heldOf(scope.id)
    })
  }

  async join (genesis: Uint8Array): Promise<HeldScope> {
    const { governance, scopes } = this.components
    const bundle = decoded(genesis)
    const { header: { scope: id, net, count } } = bundle
    const body = governingOf(bundle).genesis

    if (body === undefined || count !== 1 || net !== this.components.net) {
      throw new InvalidGenesisError(net === this.components.net ? 'does not hold its genesis alone' : 'is for another network')
    }

    return this.turns.take(toHex(id), async () => {
      if (!governance.isClosed(id)) {
        await scopes.expect(id, async () => { checkTaken(await this.components.receive(bundle)) })
        this.audit('scope_join', { id, name: body.name })
      }

      return this.heldOf(id)
    })
  }

  async genesis (scope: string | Uint8Array): Promise<Uint8Array> {
    const { governance, stored } = this.components
    const hash = governance.actsOf(this.find(scope).id)?.genesisHash
    const bytes = hash === undefined ? undefined : await stored.bytes(hash)

    if (hash === undefined || bytes === undefined) {
      throw new ContentMissingError(hash === undefined ? '' : factId(hash, 0))
    }

    return bytes
  }

  async grant (scope: string | Uint8Array, draft: GrantDraft): Promise<string> {
    const ref = this.find(scope)

    return this.turns.take(toHex(ref.id), async () => {
      this.checkAdmin(ref)
      const { expiresMs, names = [], peer, rights } = draft
      const key = mayRead(rights) ? this.keys.newestFor(ref.id, peer) : undefined
      const id = await this.write(ref, [this.fact(ref, 'grant', { peer, rights, names, expiresMs, key })])
      this.audit('grant', ref, peer)

      return id
    })
  }

  async revoke (scope: string | Uint8Array, draft: RevocationDraft): Promise<string> {
    const ref = this.find(scope)

    return this.turns.take(toHex(ref.id), async () => {
      this.checkAdmin(ref)
      const { past = 'keep', peer, reason } = draft
      this.checkStays(ref, peer)
      const upTo = past === 'keep' ? await chainEnds(this.components, ref.id, peer) : []
      // The key comes first: what a peer writes behind its own revocation has no effect.
      const facts = [...this.nextKey(ref, peer), this.fact(ref, 'revocation', { peer, reason, upTo })]
      const id = await this.write(ref, facts)
      this.audit('revoke', ref, peer)

      return id
    })
  }

  acts (scope: string | Uint8Array): readonly ScopeAct[] {
    const acts = this.components.governance.actsOf(this.find(scope).id)?.acts() ?? []
    return acts.sort((a, b) => compareActs(a.act, b.act)).map(({ act, isEffective }) => scopeAct(act, isEffective))
  }

  /** Makes each of these scopes, unless one of that name is here, and gives own ones the names that this node goes by now. */
  async found (names: readonly string[]): Promise<void> {
    const { governance, names: own, signer: { publicKey } } = this.components
    const held = governance.held()
    const nameless = held.filter(({ creator, id }) => {
      const { names: granted } = governance.standingNow(id, publicKey)
      return equalBytes(creator, publicKey) && own.some(name => !granted.includes(name))
    })

    await Promise.all([
      ...names.filter(name => held.every(scope => scope.name !== name)).map(async name => this.create(name)),
      ...nameless.map(async scope => this.write(scope, this.ownNames(scope)))
    ])
  }

  /** Makes the next key where two admins made one at the same time; of several admins the one with the lowest peer key does. */
  async settleKeys (scope: ScopeRef): Promise<void> {
    const { governance, signer: { publicKey } } = this.components

    // Nearly always one look tells.
    if (governance.actsOf(scope.id)?.hasRivalKeys !== true) {
      return
    }

    await this.turns.take(toHex(scope.id), async () => {
      const admins = governance.members(scope.id).filter(({ rights }) => rights.includes('admin')).map(({ peer }) => toHex(peer))

      if (admins.sort().at(0) === toHex(publicKey) && this.keys.isContested(scope.id)) {
        await this.write(scope, this.nextKey(scope))
      }
    })
  }

  private nextKey ({ id }: ScopeRef, without?: Uint8Array): Fact[] {
    const readers = this.components.governance.members(id).filter(({ peer, rights }) => rights.includes('read') && (without === undefined || !equalBytes(peer, without)))
    return this.keys.nextFor(id, readers.map(({ peer }) => peer))
  }

  /** The grant by which the creator writes under the names of its node. */
  private ownNames (scope: ScopeRef): Fact[] {
    const { names, signer: { publicKey } } = this.components
    return names.length === 0 ? [] : [this.fact(scope, 'grant', { peer: publicKey, rights: RIGHTS, names })]
  }

  private fact<K extends 'genesis' | 'grant' | 'revocation'> ({ id }: ScopeRef, kind: K, body: Parameters<typeof actFact<K>>[1]['body']): Fact {
    return actFact(kind, { body, entity: scopeUri(id), source: this.components.defaultSource })
  }

  /** Answers the id of the last fact. */
  private async write (scope: ScopeRef, facts: readonly Fact[]): Promise<string> {
    const last = (await this.components.appenders.of(scope).appendActs(facts)).at(-1)
    return last === undefined ? '' : factId(last.bundle.hash, last.index)
  }

  private find (scope: string | Uint8Array): HeldScope {
    const found = this.components.scopes.find(scope)

    if (found === undefined || !this.components.governance.isClosed(found.id)) {
      throw new UnknownScopeError(typeof scope === 'string' ? scope : toHex(scope))
    }

    return this.heldOf(found.id)
  }

  private heldOf (id: Uint8Array): HeldScope {
    const held = this.components.governance.actsOf(id)?.held

    if (held === undefined) {
      throw new UnknownScopeError(toHex(id))
    }

    return held
  }

  private checkName (name: string): void {
    if (!isNetName(name) || name === 'public' || name === 'local') {
      throw new ScopeNameError(name, 'is 1 to 32 of a-z, 0-9 and "-", and neither "public" nor "local"')
    }

    if (this.components.governance.held().some(scope => scope.name === name)) {
      throw new ScopeNameError(name, 'is not one that this node holds already; take another one')
    }
  }

  private checkAdmin ({ id, name }: ScopeRef): void {
    const { governance, signer: { publicKey } } = this.components

    if (!governance.standingNow(id, publicKey).has('admin')) {
      throw new NotAdminError(scopeText(name, id), adminsOf(governance, id))
    }
  }

  private checkStays ({ id, name }: ScopeRef, peer: Uint8Array): void {
    const { governance, signer: { publicKey } } = this.components

    if (equalBytes(peer, publicKey) && adminsOf(governance, id).length < 2) {
      throw new LastAdminError(scopeText(name, id))
    }
  }

  private audit (reason: string, { id, name }: ScopeRef, peer?: Uint8Array): void {
    this.components.trail.scopeAct(reason, scopeText(name, id), peer)
  }
}

function decoded (bytes: Uint8Array): Bundle {
  try {
    return decodeBundle(bytes)
  } catch (cause) {
    throw new InvalidGenesisError('is no bundle', { cause })
  }
}

function checkTaken (verdict: Verdict): void {
  if (verdict.result !== 'accept') {
    throw new InvalidGenesisError(`was not taken in (${verdict.code})`)
  }
}

function mayRead (rights: readonly Right[]): boolean {
  return rights.includes('read') || rights.includes('admin')
}

function scopeAct ({ body, bundle: { author, hash, hlc }, index, kind }: Act, isEffective: boolean): ScopeAct {
  const peer = 'peer' in body ? { peer: body.peer } : {}
  return { kind, id: factId(hash, index), author, ...peer, timeMs: hlc.wallMs, isEffective }
}
