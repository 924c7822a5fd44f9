import { syncRunJson } from './sync-json.ts'
import type { peerSchema } from './peer-schema.ts'
import type { journalReportSchema, journalStatSchema, journalStatsSchema, scopeSchema, statusSchema, storageSchema } from './schema.ts'
import type { FactMesh, JournalsReport, MeshStatus, PeerPath, PeerStatus, StorageStatus } from '../../mesh/interface.ts'
import type { ScopeStatus } from '../../replica/interface.ts'
import type { JournalReport, JournalStat } from '../../storage/journal/interface.ts'
import type { ApiAuth } from '../interface.ts'
import type * as z from 'zod/mini'

/** The URI of the node itself in the words of Stigmem. */
export function nodeIdOf (peerId: string): string {
  return `stigmem://${peerId}/node/self`
}

/** Tells a peer in the words of the API. */
export function peerJson (peer: PeerStatus): z.infer<typeof peerSchema> {
  return {
    peer_id: peer.peerId,
    node_id: nodeIdOf(peer.peerId),
    status: peer.status,
    direction: peer.direction ?? null,
    addrs: peer.addrs,
    rtt_ms: peer.rttMs ?? null,
    transports: peer.transports,
    state: peer.state,
    reason: peer.reason,
    declared: peer.declared,
    path: pathJson(peer.path),
    reserved: peer.reserved,
    allowed_scopes: peer.allowedScopes,
    sync: Object.fromEntries(Object.entries(peer.sync).map(([scope, run]) => [scope, syncRunJson(run)]))
  }
}

function pathJson (path: PeerPath | undefined): z.infer<typeof peerSchema>['path'] {
  if (path == null) { return null }
  const { kind, transport, relay, upgrade } = path
  return {
    kind,
    transport,
    relay: relay ?? null,
    upgrade: upgrade == null ? null : { attempts: upgrade.attempts, next_in_ms: upgrade.nextInMs ?? null, error: upgrade.error ?? null }
  }
}

/** Tells a scope in the words of the API. */
export function scopeJson (scope: ScopeStatus): z.infer<typeof scopeSchema> {
  const { name, id, facts, bundles, root, wanted, refused, erased } = scope
  return { scope: name, id, facts, bundles, root, wanted, refused, erased }
}

/** Tells the figures of the journal of bundles in the words of the API. */
export function journalStatJson (stat: JournalStat): z.infer<typeof journalStatSchema> {
  const { segments, bytes, start, end, appended, syncs, damaged, failed } = stat
  return { segments, bytes, start, end, appended, syncs, damaged, failed }
}

/** Tells the figures of all journals in the words of the API. */
export function journalStatsJson ({ journal, journals }: Pick<MeshStatus, 'journal' | 'journals'>): z.infer<typeof journalStatsSchema> {
  return { ...journalStatJson(journal), journals: journals.map(stat => ({ journal: stat.journal, ...journalStatJson(stat) })) }
}

/** Tells what a reading of the journals found in the words of the API. */
export function journalReportJson (report: JournalsReport): z.infer<typeof journalReportSchema> {
  return {
    ok: report.journals.every(({ ok }) => ok),
    ...findingsJson(report),
    journals: report.journals.map(check => ({ journal: check.journal, ok: check.ok, ...findingsJson(check), tail_bytes: check.tailBytes }))
  }
}

function findingsJson ({ segments, records, payloadBytes, damaged, damage }: JournalReport): Pick<z.infer<typeof journalReportSchema>, 'segments' | 'records' | 'payload_bytes' | 'damaged' | 'damage'> {
  return { segments, records, payload_bytes: payloadBytes, damaged, damage: damage.map(({ kind, offset, length }) => ({ kind, offset, length })) }
}

/** Tells how the disk is in the words of the API. */
export function storageJson ({ state, reason, durability, damaged, wanted, scrub }: StorageStatus): z.infer<typeof storageSchema> {
  return { state, reason: reason ?? null, durability, damaged, wanted, scrub: { state: scrub.state, done: scrub.done, entries: scrub.entries } }
}

/** Tells the state of the node in the words of the API. */
export function statusJson (mesh: FactMesh, auth: ApiAuth): z.infer<typeof statusSchema> {
  const status = mesh.status()
  return {
    peer_id: status.peerId,
    node_id: nodeIdOf(status.peerId),
    net: status.net,
    version: status.version,
    home: mesh.home ?? null,
    started_at: new Date(status.startedAtMs).toISOString(),
    multiaddrs: status.multiaddrs,
    names: status.names,
    auth,
    gossip: status.gossip,
    sync_interval_ms: status.syncIntervalMs === false ? null : status.syncIntervalMs,
    mdns: status.mdns,
    peers_connected: status.peersConnected,
    wrong_network: status.wrongNetwork,
    scopes: status.scopes.map(scopeJson),
    counters: status.counters,
    journal: journalStatJson(status.journal),
    storage: storageJson(status.storage),
    warnings: status.warnings
  }
}
