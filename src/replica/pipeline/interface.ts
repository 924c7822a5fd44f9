import type { Bundle, RefusalCode } from '../../model/bundle/index.ts'
import type { FactValue } from '../../model/fact/index.ts'
import type { FactRecord, ReceivedVia } from '../query/interface.ts'

/** A fact to write; the node adds the time, the author and the signature. */
export interface FactDraft {
  /** URI of what the fact is about. */
  readonly entity: string
  /** Namespaced predicate, `memory:role`. */
  readonly relation: string
  readonly value: FactValue
  /**
   * URI of who says it, in a namespace of this node.
   *
   * @default `stigmem://<peer id>/node/self`
   */
  readonly source?: string
  /**
   * 0..1; 0 takes the earlier statement of the same source back.
   *
   * @default 1
   */
  readonly confidence?: number
  /** Milliseconds since 1970 after which default answers leave the fact out. */
  readonly validUntilMs?: number
  /** One of `LIFECYCLES`. */
  readonly lifecycle?: string
  /** One of `SOURCE_CLASSES`. */
  readonly sourceClass?: string
  /** The knowledge edition that the fact belongs to. */
  readonly edition?: string
  /** Ids of at most 16 facts that this one was derived from. */
  readonly derivedFrom?: readonly string[]
  /** Digest of the evidence, 32 bytes or their hexadecimal text. */
  readonly hash?: Uint8Array | string
}

/** How to write a list of drafts. */
export interface AppendOptions {
  /**
   * The scope to write to: its name, its text `<name>@<26 base32 characters>`, or its id in hexadecimal.
   *
   * @default DEFAULT_SCOPE
   */
  readonly scope?: string
  /**
   * Answer a draft that equals the live fact of the same source with that fact, and write nothing for it.
   *
   * @default DEFAULT_SKIP_UNCHANGED
   */
  readonly skipUnchanged?: boolean
}

/** The verdict on one draft: the durable fact, or why it was refused. */
export type AppendResult = AppendAccepted | AppendRefused

/** A draft that stands in the journal. */
export interface AppendAccepted {
  readonly result: 'accept'
  readonly record: FactRecord
  /** True when the fact stood there before and nothing was written. */
  readonly unchanged: boolean
}

/** A draft that was not written. The others of the same call are not touched by it. */
export interface AppendRefused {
  readonly result: 'reject'
  /** `malformed`, `too_large`, `source_not_owned`, `not_granted`, `unknown_scope` or `scope_ambiguous`, or a finer code of the fact's check. */
  readonly code: string
  /** Which field is wrong. */
  readonly field?: string
  /** What is wrong and how to put it right, in a sentence. */
  readonly detail: string
}

/** Where an offered bundle came from. */
export interface Origin {
  readonly via: Exclude<ReceivedVia, 'local'>
  /** Peer id (base36 text) of the peer that delivered it. */
  readonly peer: string
  /** Id of the scope in which the peer may push, 32 bytes: what stands in another one is a `scope_violation`. Absent: any that this node shares. */
  readonly scope?: Uint8Array
}

/** A clock that differs from ours by more than half a second. */
export interface ClockSkew {
  /** Peer id (base36 text) of whose clock it is: the author of a bundle, or who said the hello. */
  readonly peer: string
  /** Milliseconds by which it is ahead of ours; negative when it is behind. */
  readonly skewMs: number
  /** What told of it. A bundle tells only of a clock that is ahead. */
  readonly seenIn: 'bundle' | 'hello'
}

/** What happened; each event fires after the thing is durable. */
export interface ReplicaEvents {
  /** This node wrote a bundle. */
  'bundle:append': CustomEvent<{ bundle: Bundle, scope: ScopeRef }>
  /** This node took in a bundle that it did not have. */
  'bundle:receive': CustomEvent<{ bundle: Bundle, origin: Origin, scope: ScopeRef }>
  /** A bundle of a peer was taken in, and bundles that stand before it are not here. */
  'bundle:await': CustomEvent<{
    readonly scope: ScopeRef
    /** Peer id (base36 text) of the peer that delivered it. */
    readonly peer: string
    /** Hashes of the parents that it names and that are not here. */
    readonly parents: readonly Uint8Array[]
    /** Hash of its predecessor in the chain, when that is not here. */
    readonly previous?: Uint8Array
    /** Whether a sync run may bring that: it is not here, and no run brought the bundle. */
    readonly gap: boolean
  }>
  /** A bundle was declined; absent hash: it could not be read so far. */
  'bundle:refuse': CustomEvent<{ code: RefusalCode, origin: Origin, hash?: Uint8Array }>
  /** The disk damaged bundles that this node had; peers are asked for them. */
  'bundle:lose': CustomEvent<{ bundles: number }>
  /** A closed scope is held from now on: it was made here, or this node takes part in it. */
  'scope:hold': CustomEvent<{ readonly scope: ScopeRef }>
  /** Who may do what in a closed scope may have changed, because acts of it came. */
  'scope:govern': CustomEvent<{ readonly scope: ScopeRef }>
  /** Content is wanted that this node did without before. */
  'bundle:want': CustomEvent<{ bundles: number }>
  /** The clock of somebody is wrong, or ours is. What came with it was taken in. */
  'clock:skew': CustomEvent<ClockSkew>
  /** This node began a new chain because a peer knew more of the old one than it did. */
  'lane:open': CustomEvent<{ lane: Uint8Array }>
}

/** A scope by its two names. */
export interface ScopeRef {
  /** 32 bytes. */
  readonly id: Uint8Array
  /** `public`, `local`, or what the genesis of a closed scope calls it. */
  readonly name: string
}

/** Where the lane of this data directory is kept. */
export interface LaneStore {
  /** The lane to go on with, or undefined when the directory is new, restored or in doubt. */
  load (): Promise<{ lane: Uint8Array } | undefined>
  /** Keeps a new lane durably; the replica signs nothing in it before this resolves. */
  save (lane: Uint8Array): Promise<void>
}
