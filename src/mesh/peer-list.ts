import { peerIdOf } from '../network/wire/index.ts'
import { pathOf, reservations, transportOf } from './webrtc/peer-path.ts'
import type { MeshComponents } from './components.ts'
import type { PeerStatus } from './interface.ts'
import type { SyncRun } from '../network/sync/index.ts'

/** Everybody that this node is connected to, would dial, decided about, or refused lately; accepted peers first. `nowMs` is monotonic time. */
export function peerList (parts: MeshComponents, nowMs: number): PeerStatus[] {
  const connected = parts.hello.peers().map(({ peer }) => peer)
  const others = [...parts.wire.peers(), ...parts.redialer.targets().map(({ peer }) => peer), ...parts.peers.listed(), ...parts.refused.all()]
  const reserved = reservations(parts.libp2p.getMultiaddrs())
  return [...new Set([...connected, ...others])].map(peer => statusNow(peer, parts, { nowMs, reserved }))
}

/** Resolves once nothing that a peer brought before its rights were narrowed is on its way into the store. */
export async function settlePeer (peer: string, { replica, sync }: Pick<MeshComponents, 'replica' | 'sync'>): Promise<void> {
  await sync.settle(peer)
  await replica.settle(peer)
}

/** What this node knows of a peer. `nowMs` is monotonic time. */
export function peerStatus (peer: string, parts: MeshComponents, nowMs: number): PeerStatus {
  return statusNow(peer, parts, { nowMs, reserved: reservations(parts.libp2p.getMultiaddrs()) })
}

function statusNow (peer: string, parts: MeshComponents, { nowMs, reserved }: { nowMs: number, reserved: ReadonlySet<string> }): PeerStatus {
  const connections = parts.libp2p.getConnections(peerIdOf(peer))
  const target = parts.redialer.targets().find(target => target.peer === peer)
  const addrs = connections.length > 0 ? connections.map(({ remoteAddr }) => remoteAddr.toString()) : [...target?.addresses ?? []]
  return {
    peerId: peer,
    status: statusOf(peer, parts),
    direction: connections[0]?.direction,
    addrs,
    rttMs: connections.find(({ rtt }) => rtt != null)?.rtt,
    transports: connections.map(({ remoteAddr }) => transportOf(remoteAddr)),
    path: pathOf(connections, parts.upgrades.stateOf(peer), nowMs),
    reserved: reserved.has(peer),
    ...parts.peers.standing(peer),
    declared: parts.peers.declared(peer).map(({ name, push, pull }) => ({ scope: name, push, pull })),
    allowedScopes: parts.hello.accepted(peer) ? parts.peers.scopes(peer).map(({ name }) => name) : [],
    sync: lastRuns(peer, parts)
  }
}

function statusOf (peer: string, parts: MeshComponents): PeerStatus['status'] {
  if (parts.hello.accepted(peer)) { return 'connected' }
  const refusal = parts.hello.refusalOf(peer)
  if (refusal != null) { return refusal === 'malformed' ? 'refused' : refusal }
  return parts.wire.peers().includes(peer) ? 'connecting' : 'known'
}

function lastRuns (peer: string, parts: MeshComponents): Record<string, SyncRun> {
  const runs: Record<string, SyncRun> = {}
  for (const status of parts.sync.status()) {
    if (status.peer === peer && status.lastRun != null) { runs[status.scope] = status.lastRun }
  }
  return runs
}
