import { SILENCE_MS } from '../constants.ts'
import type { SyncStatus } from '../../network/sync/index.ts'

/** What silence is told from. */
export interface SilenceInput {
  readonly rows: readonly SyncStatus[]
  /** Names of the scopes that are shared. */
  readonly scopes: readonly string[]
  /** Milliseconds between two reconciliations, or false when they run on request only: then nothing is to be expected. */
  readonly syncIntervalMs: number | false
  /** Whether this node knows peers that it would connect to. */
  readonly knowsPeers: boolean
  /** Wall times in milliseconds. */
  readonly startedAtMs: number
  readonly nowMs: number
}

/** Milliseconds without a successful run after which a peer or a scope is silent: a minute, or three intervals if they are longer. */
function silenceLimit (syncIntervalMs: number): number {
  return Math.max(SILENCE_MS, 3 * syncIntervalMs)
}

/** A sentence for each scope in which connected peers are silent, and for each that nobody was met in although peers are known. */
export function silenceWarnings (input: SilenceInput): string[] {
  const { syncIntervalMs } = input

  if (syncIntervalMs === false) { return [] }

  return input.scopes.flatMap(scope => {
    const rows = input.rows.filter(row => row.scope === scope)
    const limitMs = silenceLimit(syncIntervalMs)
    const silent = rows.filter(({ silentMs = 0 }) => silentMs > limitMs)
    const isAlone = input.knowsPeers && rows.every(({ silentMs }) => silentMs == null)
    const lastMs = Math.max(input.startedAtMs, ...rows.map(({ successAtMs = 0 }) => successAtMs))

    if (silent.length > 0) {
      const who = silent.length === 1 ? '1 connected peer' : `${silent.length} connected peers`
      return [`sync_silent: no reconciliation of "${scope}" with ${who} came to its end for more than ${limitMs / 1_000} s; "factmesh sync status" says why.`]
    }

    return isAlone && input.nowMs - lastMs > limitMs
      ? [`sync_alone: "${scope}" was reconciled with nobody for more than ${limitMs / 1_000} s, because no known peer is connected; check with "factmesh peers ls".`]
      : []
  })
}
