import type { absentSchema, syncPeerSchema, syncProgressSchema, syncRunSchema, syncRunsSchema, syncSchema } from './sync-schema.ts'
import type { MeshAgreement, PeerAgreement } from '../../mesh/interface.ts'
import type { SyncCounters, SyncFigures, SyncProgress, SyncRun, SyncRunDetail } from '../../network/sync/interface.ts'
import type { AbsentBundle } from '../../replica/interface.ts'
import type * as z from 'zod/mini'

/** Tells a reconciliation in the words of the API. */
export function syncRunJson (run: SyncRun): z.infer<typeof syncRunSchema> {
  return { result: run.result, code: run.code ?? null, ...figuresJson(run) }
}

/** Tells reconciliations with whom and in which scope they were, in the words of the API. */
export function syncRunsJson (runs: readonly SyncRunDetail[]): z.infer<typeof syncRunsSchema> {
  return { runs: runs.map(run => ({ peer_id: run.peer, scope: run.scope, ...syncRunJson(run) })) }
}

/** Tells how far each scope agrees with each peer, in the words of the API. */
export function syncJson ({ scopes, totals }: MeshAgreement): z.infer<typeof syncSchema> {
  return {
    scopes: scopes.map(({ scope, bundles, root, wanted, absent, absentBundles, inSync, state, peers }) => {
      return { scope, count: bundles, root, wanted, absent, absent_bundles: absentBundles.map(absentJson), in_sync: inSync, state, peers: peers.map(syncPeerJson) }
    }),
    totals: totalsJson(totals)
  }
}

function absentJson ({ id, as, namedBy, sinceMs }: AbsentBundle): z.infer<typeof absentSchema> {
  return { id, as, named_by: namedBy, since: new Date(sinceMs).toISOString() }
}

function syncPeerJson (peer: PeerAgreement): z.infer<typeof syncPeerSchema> {
  return {
    peer_id: peer.peerId,
    status: peer.status,
    in_sync: peer.inSync,
    lag_ms: peer.lagMs ?? null,
    failures: peer.failures,
    faults: peer.faults,
    last_run: peer.lastRun == null ? null : syncRunJson(peer.lastRun),
    last_success: timeJson(peer.successAtMs),
    last_equal: timeJson(peer.equalAtMs),
    next_due: timeJson(peer.dueAtMs),
    running: peer.progress == null ? null : progressJson(peer.progress)
  }
}

function progressJson (progress: SyncProgress): z.infer<typeof syncProgressSchema> {
  return { ...figuresJson(progress), bundles_expected: progress.bundlesExpected ?? null }
}

function figuresJson (run: SyncFigures): Omit<z.infer<typeof syncRunSchema>, 'result' | 'code'> {
  return {
    role: run.role,
    started_at: new Date(run.startedAtMs).toISOString(),
    ms: run.ms,
    rounds: run.rounds,
    turns: run.turns,
    bytes_in: run.bytesIn,
    bytes_out: run.bytesOut,
    bundles_in: run.bundlesIn,
    bundles_out: run.bundlesOut
  }
}

function totalsJson ({ results, ...totals }: SyncCounters): z.infer<typeof syncSchema>['totals'] {
  return {
    cycles: Object.values(results).reduce((sum, runs) => sum + runs, 0),
    failures: results.error,
    rounds: totals.rounds,
    turns: totals.turns,
    bytes_in: totals.bytesIn,
    bytes_out: totals.bytesOut,
    bundles_in: totals.bundlesIn,
    bundles_out: totals.bundlesOut,
    convergences: totals.convergences,
    convergence_mean_ms: totals.convergences === 0 ? null : totals.convergenceMs / totals.convergences
  }
}

function timeJson (ms: number | undefined): string | null {
  return ms == null ? null : new Date(ms).toISOString()
}
