import type { OfferedBundle, PackedParcel, Parcel, Verdict } from '../../model/bundle/index.ts'
import type { Clock, Random, Timers } from '../../platform/interface.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { TreeSnapshot } from '../../storage/tree/interface.ts'
import type { StreamAccess } from '../access/index.ts'
import type { Hello } from '../hello/index.ts'
import type { PeerRights } from '../peers/index.ts'
import type { PeerText, Wire } from '../wire/index.ts'
import type { ShortIdRequest } from './codes/request-code.ts'
import type { SyncFault } from './errors.ts'
import type { ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

export type { OfferedBundle, PackedParcel, Parcel } from '../../model/bundle/index.ts'

/** How bundles are packed for the way. */
export interface Packing {
  /** Packs encoded bundles, in key order. */
  pack (bundles: readonly Uint8Array[]): PackedParcel[]
  /** The bundles of a parcel. Throws for one that cannot be read. */
  unpack (parcel: Parcel): OfferedBundle[]
}

/** The part of a replica that sync needs. */
export interface SyncStore {
  /** The scopes that may leave this node. */
  shared (): ReadonlyArray<{ readonly id: Uint8Array, readonly name: string }>
  /** The tree of a shared scope as it is now, or undefined for any other id. */
  snapshot (scope: Uint8Array): TreeSnapshot | undefined
  /**
   * Keys of the tree of a shared scope whose ids begin with certain bits, ascending; what a REQ asks for. They are those
   * of the moment: a bundle that came after a snapshot may be among them. A prefix that several ids begin with names all
   * of them, one that none begins with names nothing.
   *
   * Undefined when one pass over all keys costs less than looking these up, as it does for many prefixes, short ones, and
   * small sets: then `keysRequested` takes them from a snapshot.
   *
   * @param scope - the id of the scope, 32 bytes
   * @param prefixes - how many bits of an id each number stands for, 14 to 40, and the numbers, ascending
   */
  keysByIdPrefix (scope: Uint8Array, prefixes: Pick<ShortIdRequest, 'bits' | 'ids'>): Promise<Uint8Array[] | undefined>
  /** Encoded bundles in the order of the hashes; undefined for each whose content is not here. */
  bundlesByHash (hashes: readonly Uint8Array[], scope: Uint8Array): Promise<Array<Uint8Array | undefined>>
  /** Takes bundles in and answers for each, in order, once those accepted are durable and in the tree. */
  receive (bundles: readonly OfferedBundle[], origin: { via: 'sync', peer: PeerText, scope: Uint8Array }): Promise<Verdict[]>
}

/**
 * How a run ended:
 *
 * | result | meaning |
 * | --- | --- |
 * | `equal` | both sides have the same set |
 * | `partial` | all that is left was declined by one side, or its content is absent |
 * | `moving` | all that was there at the start was moved, and more came in meanwhile |
 * | `error` | it was broken off; `code` says why |
 */
export type SyncResult = 'equal' | 'partial' | 'moving' | 'error'

/** What a run moved and cost so far. */
export interface SyncFigures {
  readonly role: 'initiator' | 'responder'
  /** Wall time of the start in milliseconds. */
  readonly startedAtMs: number
  /** Milliseconds from the start to the end, or to now. */
  readonly ms: number
  /** Walks over the tree. */
  readonly rounds: number
  /** Changes of direction on the stream, the opening one included. */
  readonly turns: number
  /** Bytes of frames, their prefixes included. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** Bundles that were new here. */
  readonly bundlesIn: number
  /** Bundles that were sent. */
  readonly bundlesOut: number
}

/** What one run did. */
export interface SyncRun extends SyncFigures {
  readonly result: SyncResult
  /** Why a run was broken off: a fault of ours or theirs, `busy`, `unknown`, or `stream`. */
  readonly code?: string
}

/** How far a run that is under way is. */
export interface SyncProgress extends SyncFigures {
  /**
   * Bundles that move at least, both directions together: by so many the counts of the two sets differed at the start.
   * Absent while the count of the peer is not known.
   */
  readonly bundlesExpected?: number
}

/** A run with the peer and the name of the scope it was about. */
export interface SyncRunDetail extends SyncRun {
  readonly peer: PeerText
  readonly scope: string
}

/** State of one peer in one scope. */
export interface SyncStatus {
  readonly peer: PeerText
  /** Name of the scope. */
  readonly scope: string
  /** Whether a run is under way. */
  readonly running: boolean
  /** How far that run is. */
  readonly progress?: SyncProgress
  /** Runs that failed since the last one that did not. */
  readonly failures: number
  /** Runs with the peer, in any scope, that broke off by its fault and are not forgotten. It rests longer after each. */
  readonly faults: number
  readonly lastRun?: SyncRun
  /** Wall time in milliseconds at which a run last came to its end, whatever it found. */
  readonly successAtMs?: number
  /** Wall time in milliseconds at which the two sets were last found equal. */
  readonly equalAtMs?: number
  /** The root that both sets had then, in hexadecimal; absent when ours changed while they were compared. */
  readonly equalRoot?: string
  /** Wall time in milliseconds at which the next run is due; absent while one is under way, and when none is appointed. */
  readonly dueAtMs?: number
  /** Milliseconds since a run last came to its end, or since the peer was accepted if that was later; absent while it is not connected. */
  readonly silentMs?: number
}

/** What all runs did since the start. A run that met a busy peer is none. */
export interface SyncCounters {
  /** Runs that ended, by result. */
  readonly results: Readonly<Record<SyncResult, number>>
  readonly rounds: number
  readonly turns: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly bundlesIn: number
  readonly bundlesOut: number
  /** How often two sets that differed were found equal again. */
  readonly convergences: number
  /** Milliseconds of all these together, each from the start of the first run that met the difference to the end of the one that found none. */
  readonly convergenceMs: number
}

/** A run broke off by the fault of the peer. */
export interface SyncFaultDetail {
  readonly peer: PeerText
  /** Name of the scope; absent when the run broke off before that was known. */
  readonly scope?: string
  readonly code: SyncFault
  /** What it was, in words. */
  readonly detail: string
  /** Faults of the peer that are remembered, this one included. */
  readonly faults: number
}

/** What sync tells. */
export interface SyncEvents {
  /** A run begins. One that finds the peer busy ends without a word and is tried again. */
  'sync:start': CustomEvent<{ peer: PeerText, scope: string, role: SyncRun['role'] }>
  /** A run goes on: told every half second for a run that moved something meanwhile. */
  'sync:progress': CustomEvent<SyncProgress & { peer: PeerText, scope: string }>
  /** A run is over, whatever its result. */
  'sync:complete': CustomEvent<SyncRunDetail>
  /** A peer was at fault, and rests. */
  'sync:fault': CustomEvent<SyncFaultDetail>
}

/** How long to wait for a run. */
export interface RequestOptions {
  /** Milliseconds until the wait, not the run, is given up; absent: for as long as the peer is connected. */
  timeoutMs?: number
}

/**
 * Keeps the sets of this node and of each accepted peer equal.
 */
export interface Sync extends Startable, TypedEventTarget<SyncEvents> {
  /**
   * Runs as soon as possible, and resolves with the first run in the scope with the peer that began after the call.
   *
   * @throws {PeerNotConnectedError} when the peer is not connected and accepted, or leaves before the run
   * @throws {ScopeNotSharedError} when the scope does not leave this node, or may not flow both ways between it and the peer
   * @throws {SyncLateError} when the run did not end in time
   * @throws {SyncStoppedError} when the node stops before the run
   */
  request (peer: PeerText, scope: Uint8Array, options?: RequestOptions): Promise<SyncRun>

  /**
   * Resolves once nothing that a peer sent before its rights were narrowed is on its way into the store. Whoever narrows
   * rights waits for it before saying that it is done. It never rejects.
   */
  settle (peer: PeerText): Promise<void>

  /** One row per peer and scope met since the start, peers that left included. */
  status (): SyncStatus[]

  /** The peers by whose fault runs broke off lately, and how many. */
  faulty (): ReadonlyMap<PeerText, number>

  /** What all runs did since the start. */
  counters (): SyncCounters
}

/** Settings of sync; every field has a default. */
export interface SyncInit {
  /**
   * Milliseconds between two runs with one peer in one scope, or false: then runs happen on request only.
   *
   * @default DEFAULT_SYNC_INTERVAL_MS
   */
  syncIntervalMs?: number | false

  /**
   * Runs at once over all peers, scopes and roles.
   *
   * @default DEFAULT_RUNS_MAX
   */
  runsMax?: number
}

/** What sync stands on. */
export interface SyncComponents {
  wire: Wire
  /** Opens the streams of runs, and admits those of peers. */
  access: StreamAccess
  /** What may flow to and from each peer. By default all that is shared may flow both ways. */
  rights?: PeerRights
  hello: Hello
  store: SyncStore
  /** Hears of peers that go beyond their rights. */
  audit?: Pick<AuditLog, 'append'>
  /** By default chains travel as runs. */
  packing?: Packing
  clock: Clock
  timers: Timers
  random: Random
  logger: ComponentLogger
}
