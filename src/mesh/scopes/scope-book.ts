import { RIGHTS } from '../../model/body/index.ts'
import { peerIdText, publicKeyOf } from '../../model/identity/index.ts'
import { formatScopeTicket, parsePeerAddress, parseScopeTicket } from '../../network/discovery/index.ts'
import { scopeText } from '../../policy/scope/index.ts'
import { UnknownScopeError } from '../../replica/index.ts'
import { InvalidConfigError, NotGrantedError } from '../errors.ts'
import type { MeshScopes, ScopeDetail, ScopeEvent, ScopeGrant, ScopePeer, ScopeRevocation, ScopeSummary } from './interface.ts'
import type { ClosedScopes, Governance, HeldScope, Member, ScopeAct } from '../../replica/governance/index.ts'
import type { Replica, ScopeStatus } from '../../replica/index.ts'

/** What the book stands on. */
export interface ScopeBookComponents {
  readonly net: string
  /** Public key of this node, 32 bytes. */
  readonly self: Uint8Array
  /** What it holds of governance is asked anew for each call, because a replica that starts makes its parts again. */
  readonly replica: Pick<Replica, 'scopes'> & {
    readonly governance: Pick<Governance, 'held' | 'keys' | 'members' | 'standingNow'>
    readonly closed: ClosedScopes
  }
  /** Addresses of this node, each ending in its peer id. */
  addresses (): readonly string[]
  /** Peers that are connected, in base36, and where they can be dialled. */
  connected (): readonly string[]
  addressesOf (peer: string): Promise<readonly string[]>
  /** Told which peers know of a scope, by their public keys, before any of them is dialled. */
  remember (scope: Uint8Array, peers: readonly Uint8Array[]): Promise<void>
  /** Resolves once nothing that a peer brought before its rights were narrowed is on its way into the store. */
  settle (peer: string): Promise<void>
  /** Keeps trying to reach a peer at an address. */
  dial (address: string): void
}

/** The scopes of a node for people: peers by their ids, scopes by their names. */
export class ScopeBook implements MeshScopes {
  private readonly components: ScopeBookComponents

  constructor (components: ScopeBookComponents) {
    this.components = components
  }

  list (): ScopeSummary[] {
    const held = new Map(this.components.replica.governance.held().map(scope => [textOf(scope), scope]))
    return this.components.replica.scopes().map(status => this.summary(status, held.get(status.id)))
  }

  show (scope: string): ScopeDetail {
    const { closed, governance } = this.components.replica
    const open = this.openStatus(scope)
    if (open != null) { return { ...this.summary(open), creator: undefined, peers: [], acts: [], keys: [] } }
    const acts = closed.acts(scope).map(eventOf) // it finds the scope, or says why it cannot
    const { held, status } = this.closedStatus(scope)
    const numbers = governance.keys(held.id).map(({ number }) => number)
    return {
      ...this.summary(status, held),
      creator: peerIdText(held.creator),
      peers: governance.members(held.id).map(peerOf),
      acts,
      keys: [...new Set(numbers)].sort((a, b) => a - b)
    }
  }

  async create (name: string): Promise<ScopeDetail> {
    return this.show(textOf(await this.components.replica.closed.create(name)))
  }

  async join (ticket: string): Promise<ScopeDetail> {
    const { dial, net, remember, replica, self } = this.components
    const { net: theirs, genesis, addresses } = parseScopeTicket(ticket)
    if (theirs !== net) {
      throw new InvalidConfigError('ticket', `it is for the network "${theirs}" and this node is in "${net}"`)
    }
    const others = addresses.map(parsePeerAddress).filter(({ peer }) => peer !== peerIdText(self))
    const scope = await replica.closed.join(genesis)
    await remember(scope.id, [...new Set(others.map(({ peer }) => peer))].flatMap(peer => publicKeyOf(peer) ?? []))
    for (const { address } of others) { dial(address.toString()) }
    return this.show(textOf(scope))
  }

  async ticket (scope: string): Promise<string> {
    const { addresses, net, replica, self } = this.components
    this.expectClosed(scope)
    const genesis = await replica.closed.genesis(scope)
    const { held } = this.closedStatus(scope)
    const others = await this.addressesOfMembers(held)
    const isMember = replica.governance.standingNow(held.id, self).isEffective
    if (!isMember && others.length === 0) { throw new NotGrantedError(textOf(held)) }
    return formatScopeTicket({ net, scope: held.id, genesis, addresses: [...isMember ? addresses() : [], ...others] })
  }

  async grant (scope: string, { peer, ...draft }: ScopeGrant): Promise<string> {
    this.expectClosed(scope)
    return this.components.replica.closed.grant(scope, { ...draft, peer: keyOf(peer) })
  }

  async revoke (scope: string, { peer, ...draft }: ScopeRevocation): Promise<string> {
    this.expectClosed(scope)
    const { replica, settle } = this.components
    const key = keyOf(peer)
    const id = await replica.closed.revoke(scope, { ...draft, peer: key })
    await settle(peerIdText(key))
    return id
  }

  private summary (status: ScopeStatus, held?: HeldScope): ScopeSummary {
    const { replica: { governance }, self } = this.components
    if (held == null) { return { ...status, isClosed: false, rights: ['read', 'write'], members: undefined } }
    const standing = governance.standingNow(held.id, self)
    return { ...status, isClosed: true, rights: RIGHTS.filter(right => standing.has(right)), members: governance.members(held.id).length }
  }

  /** The one closed scope of that name or id, and how much it holds. */
  private closedStatus (scope: string): { held: HeldScope, status: ScopeStatus } {
    const status = this.components.replica.scopes().find(({ id, name }) => name === scope || id === scope)
    const held = this.components.replica.governance.held().find(held => textOf(held) === status?.id)
    if (held == null || status == null) { throw new UnknownScopeError(scope) }
    return { held, status }
  }

  /** How much an open scope holds, if the name or id is that of one. */
  private openStatus (scope: string): ScopeStatus | undefined {
    const closed = new Set(this.components.replica.governance.held().map(textOf))
    return this.components.replica.scopes().find(({ id, name }) => !closed.has(id) && (name === scope || id === scope))
  }

  private expectClosed (scope: string): void {
    if (this.openStatus(scope) != null) {
      throw new InvalidConfigError('scope', `nobody is let into "${scope}" or shut out of it; make a scope with "factmesh scope create NAME"`)
    }
  }

  private async addressesOfMembers ({ id }: HeldScope): Promise<string[]> {
    const { addressesOf, connected, replica: { governance } } = this.components
    const members = new Set(governance.members(id).map(({ peer }) => peerIdText(peer)))
    return (await Promise.all(connected().filter(peer => members.has(peer)).map(addressesOf))).flat()
  }
}

function textOf ({ name, id }: HeldScope): string {
  return scopeText(name, id)
}

function peerOf ({ peer, rights, names }: Member): ScopePeer {
  return { peerId: peerIdText(peer), rights, names }
}

function eventOf ({ author, peer, ...act }: ScopeAct): ScopeEvent {
  return { ...act, author: peerIdText(author), ...peer == null ? {} : { peer: peerIdText(peer) } }
}

/** @throws {InvalidConfigError} */
function keyOf (peer: string): Uint8Array {
  const key = publicKeyOf(peer)
  if (key == null) { throw new InvalidConfigError('peer', 'it is not the peer id of an Ed25519 key; "factmesh id" prints one') }
  return key
}
