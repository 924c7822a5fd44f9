import type { PeerAgreement, ScopeAgreement } from './interface.ts'
import type { SyncStatus } from '../../network/sync/index.ts'
import type { ScopeStatus } from '../../replica/index.ts'

/** What agreement is told from. */
export interface AgreementInput {
  /** All scopes; one without a root is not shared and is left out. */
  readonly scopes: readonly ScopeStatus[]
  readonly peers: ReadonlyArray<{ readonly peerId: string, readonly status: string, readonly allowedScopes: readonly string[] }>
  /** Names of the closed scopes of which this node is the only member: there is nobody to agree with. */
  readonly alone: ReadonlySet<string>
  readonly rows: readonly SyncStatus[]
  /** Wall time in milliseconds. */
  readonly nowMs: number
}

/** A scope whose bundles leave this node. */
type SharedScope = ScopeStatus & { readonly root: string }

/**
 * Says how far each scope agrees with each peer. Equal roots prove that both have the same bundles, and only for the root
 * that was compared: a set that has changed since then is not in sync until it was compared again. A bundle that others name
 * and that is not here tells that both may lack the same. A connected peer with which no bundle of a scope may flow is no peer of it.
 */
export function agreementOf (input: AgreementInput): ScopeAgreement[] {
  return input.scopes.filter(isShared).map(scope => {
    const rows = new Map(input.rows.filter(row => row.scope === scope.name).map(row => [row.peer, row]))
    const isAlone = input.alone.has(scope.name)
    const sharing = input.peers.filter(({ status, allowedScopes }) => status !== 'connected' || allowedScopes.includes(scope.name))
    const connected = sharing.filter(({ status }) => status === 'connected')
    const missing = missingIn(scope, { isAlone, rows: connected.map(({ peerId }) => rows.get(peerId)) })

    return {
      scope: scope.name,
      bundles: scope.bundles,
      root: scope.root,
      wanted: scope.wanted,
      absent: scope.absent,
      absentBundles: scope.absentBundles,
      inSync: missing.length === 0,
      state: missing.length === 0 ? 'in sync' : `not in sync: ${missing.join('; ')}`,
      peers: (isAlone ? [] : sharing).map(peer => peerAgreement(peer, scope, { row: rows.get(peer.peerId), nowMs: input.nowMs }))
    }
  })
}

function isShared (scope: ScopeStatus): scope is SharedScope {
  return scope.root != null
}

function peerAgreement ({ peerId, status }: AgreementInput['peers'][number], scope: SharedScope, { row, nowMs }: { row?: SyncStatus, nowMs: number }): PeerAgreement {
  const inSync = status === 'connected' && row?.equalRoot === scope.root && scope.wanted + scope.absent === 0

  return {
    peerId,
    status,
    inSync,
    lagMs: inSync ? 0 : sinceMs(row?.equalAtMs, nowMs),
    failures: row?.failures ?? 0,
    faults: row?.faults ?? 0,
    lastRun: row?.lastRun,
    successAtMs: row?.successAtMs,
    equalAtMs: row?.equalAtMs,
    dueAtMs: row?.dueAtMs,
    progress: row?.progress
  }
}

function sinceMs (atMs: number | undefined, nowMs: number): number | undefined {
  return atMs == null ? undefined : Math.max(0, nowMs - atMs)
}

/** Everything that keeps a scope from being in sync, in words; nothing when it is. A connected peer that was never met has no row. */
function missingIn ({ absent, root, wanted }: SharedScope, { isAlone, rows }: { isAlone: boolean, rows: ReadonlyArray<SyncStatus | undefined> }): string[] {
  const reasons = Map.groupBy(rows.filter(row => row?.equalRoot !== root), reasonOf)

  return [
    ...wanted > 0 ? [`${bundlesAre(wanted)} wanted`] : [],
    ...absent > 0 ? [`${bundlesAre(absent)} absent`] : [],
    ...rows.length === 0 && !isAlone ? ['no peer is connected'] : [],
    ...[...reasons].map(([reason, group]) => `${group.length} of ${rows.length} ${rows.length === 1 ? 'peer' : 'peers'}: ${reason}`)
  ]
}

function bundlesAre (count: number): string {
  return `${count} ${count === 1 ? 'bundle is' : 'bundles are'}`
}

/** Why a connected peer was not found to have our present root. */
function reasonOf (row: SyncStatus | undefined): string {
  if (row?.running === true) { return 'a run is under way' }

  switch (row?.lastRun?.result) {
    case undefined: return 'not compared yet'
    case 'equal': return 'not compared since the last change'
    case 'partial': return 'one side lacks or declines what the other has'
    case 'moving': return 'the sets grew while they were compared'
    default: return `the last run failed (${row?.lastRun?.code ?? 'error'})`
  }
}
