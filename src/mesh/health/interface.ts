import type { SyncCounters, SyncProgress, SyncRun } from '../../network/sync/interface.ts'
import type { AbsentBundle } from '../../replica/interface.ts'

/** How far this node agrees with one peer in one scope. */
export interface PeerAgreement {
  readonly peerId: string
  /** As in `PeerStatus`. */
  readonly status: string
  /** The peer is connected, its last comparison found the root that we have now, and nothing is wanted or absent. */
  readonly inSync: boolean
  /** Milliseconds since the two sets were last found equal; 0 while they are in sync, absent when they never were. */
  readonly lagMs?: number
  /** Runs that failed since the last one that did not. */
  readonly failures: number
  /** Runs that broke off by the fault of the peer and are not forgotten. It rests longer after each. */
  readonly faults: number
  readonly lastRun?: SyncRun
  /** Wall time in milliseconds at which a run last came to its end, whatever it found. */
  readonly successAtMs?: number
  /** Wall time in milliseconds at which the two sets were last found equal. */
  readonly equalAtMs?: number
  /** Wall time in milliseconds at which the next run is due. */
  readonly dueAtMs?: number
  /** How far the run is that is under way. */
  readonly progress?: SyncProgress
}

/** How far this node agrees with its peers in one scope. */
export interface ScopeAgreement {
  readonly scope: string
  readonly bundles: number
  /** Merkle root in hexadecimal. */
  readonly root: string
  /** Bundles whose content this node would take and does not have. */
  readonly wanted: number
  /** Bundles that others name, as predecessor or parent, and that are not here. */
  readonly absent: number
  /** Some of them, at most 16. */
  readonly absentBundles: readonly AbsentBundle[]
  /**
   * Some peer that shares the scope is connected, and all that are agree with the present root, or this node is the only member;
   * and nothing is wanted or absent.
   */
  readonly inSync: boolean
  /** `in sync`, or `not in sync` with what is missing, for people. */
  readonly state: string
  readonly peers: readonly PeerAgreement[]
}

/** What `FactMesh.agreement` tells. */
export interface MeshAgreement {
  readonly scopes: readonly ScopeAgreement[]
  /** What all runs did since the start. */
  readonly totals: SyncCounters
}
