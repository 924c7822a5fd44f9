import type { Signer, SourceVerdict, Verify } from '../../model/identity/index.ts'
import type { Clock, Random, Timers } from '../../platform/interface.ts'
import type { Direction, NamedKey, PeerCommand, PeerQuestion, PeerStanding, StreamRefusal } from '../../policy/scope/index.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { Governance } from '../../replica/governance/index.ts'
import type { LocalRecords } from '../../replica/local/index.ts'
import type { Declarations, Hello } from '../hello/index.ts'
import type { PeerText, Wire } from '../wire/index.ts'
import type { ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

/** A scope by its two names. */
export interface NamedScope {
  /** 32 bytes. */
  readonly id: Uint8Array
  readonly name: string
}

/** What the rights tell. */
export interface PeerRightsEvents {
  /**
   * What may flow between us and a peer may have changed: a declaration, a decision, an act of a scope, or the end of one of
   * them. Whoever holds a stream to the peer asks again, at once.
   */
  'rights:change': CustomEvent<{ readonly peer: PeerText }>
}

/**
 * What may flow between this node and each peer, now and at this hop. Directions are named as the peer sees them: it
 * `push`es to us, it `pull`s from us. Ids, counts and roots of a scope are for peers that may learn of it.
 */
export interface PeerRights extends TypedEventTarget<PeerRightsEvents> {
  /** How a peer stands, and why. */
  standing (peer: PeerText): PeerStanding

  /** The scopes of this node in which the peer may push or pull now. */
  scopes (peer: PeerText): readonly NamedScope[]

  /** Whether bundles of a scope may flow that way now. */
  may (direction: Direction, peer: PeerText, scope: Uint8Array): boolean

  /** Whether the peer may learn ids, counts and roots of a scope now: bundles may flow one way at least, and it could read. */
  mayLearn (peer: PeerText, scope: Uint8Array): boolean

  /** Why bundles of a scope may not flow that way; for our audit log only. */
  refusals (direction: Direction, peer: PeerText, scope: Uint8Array): readonly StreamRefusal[]
}

/** What the table of names tells. */
export interface PeerNamesEvents {
  /** A peer holds further names, so what was held because nobody had declared them may be offered again. */
  'name:claim': CustomEvent<{ readonly peer: PeerText, readonly names: readonly string[] }>
}

/** Whose a name is in the public scope, as this node sees it: ours, pinned by the operator, else claimed first. */
export interface PeerNames extends TypedEventTarget<PeerNamesEvents> {
  /** Whose a source is, as far as its author is concerned. */
  judge (source: string, author: Uint8Array): SourceVerdict

  /** The names that a key holds. */
  namesOf (author: Uint8Array): readonly string[]
}

/** What the operator says about a peer. */
export interface PeerDecisionInit {
  /** Why, for people. */
  readonly reason?: string
  /** Who says so, for the audit log. */
  readonly actor?: string
}

/** What a peer declares of one scope of this node. */
export interface NamedOffer extends NamedScope {
  /** It gives bundles of the scope. */
  readonly push: boolean
  /** It takes them. */
  readonly pull: boolean
}

/** Who each peer is to this node. It remembers that over restarts, and cuts peers that the operator does not want. */
export interface Peers extends PeerRights, Declarations, Startable {
  readonly names: PeerNames

  /**
   * Does what the operator says about a peer, whether it was ever met or not, and answers how the peer stands once that is
   * durable. A peer that is rejected, revoked or blocked by it is cut then.
   *
   * @throws {PeerDecisionError} when the command does not apply to the peer as it stands
   * @throws {LocalRecordsFullError | JournalFailedError} when it could not be kept
   */
  decide (peer: PeerText, command: PeerCommand, init?: PeerDecisionInit): Promise<PeerStanding>

  /** What a peer declares now of the scopes that this node holds. */
  declared (peer: PeerText): readonly NamedOffer[]

  /** The peers about which the operator decided, or has to. */
  listed (): PeerText[]

  /**
   * Keeps the peers that a ticket of a closed scope named: they may hear of the scope, and until this node holds a grant
   * there, what they push is taken. Throws what the journal throws.
   */
  remember (scope: Uint8Array, peers: readonly Uint8Array[]): Promise<void>

  /** Looks again at everybody who is connected: this node holds other scopes, or who may do what in them changed. */
  changed (): void
}

/** What this node shares of a scope. */
export interface ShareEntry {
  /** Name of the scope, or its text `<name>@<26 base32 characters>`. */
  readonly scope: string
  /** Others may have bundles of it. */
  readonly push: boolean
  /** Bundles of it are taken from others. */
  readonly pull: boolean
}

/** What the operator configured. */
export interface PeersInit {
  /** Network name. */
  readonly net: string
  /** Names under which this node writes. */
  readonly names: readonly string[]
  /** Names that the operator gave to keys. */
  readonly pins?: readonly NamedKey[]
  /** What this node shares with its peers; absent: each scope, both ways. */
  readonly share?: readonly ShareEntry[]
  /** Whether peers are taken without a word of the operator. */
  readonly approval: PeerQuestion['approval']
}

/** What knows the peers stand on. */
export interface PeersComponents {
  readonly wire: Pick<Wire, 'disconnect' | 'peers'>
  /** The hello of this node, which carries what is declared. */
  hello (): Pick<Hello, 'peers' | 'renew'>
  /** The scopes of this node that may leave it. */
  scopes (): readonly NamedScope[]
  readonly governance: Pick<Governance, 'held' | 'standingNow'>
  readonly records: Pick<LocalRecords, 'peers' | 'names' | 'scopePeers'>
  readonly audit: Pick<AuditLog, 'append'>
  readonly signer: Signer
  readonly verify: Verify
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly logger: ComponentLogger
}
