import { peerIdOf } from '../network/wire/index.ts'
import { pathOf, reservations, transportOf } from './webrtc/peer-path.ts'
import type { MeshComponents } from './components.ts'
import type { PeerStatus } from './interface.ts'
import type { SyncRun } from '../network/sync/index.ts'

/** Everybody that this node is connected to, would dial, or refused lately; accepted peers first. `nowMs` is monotonic time. */
export function peerList (parts: MeshComponents, nowMs: number): PeerStatus[] {
  const reserved = reservations(parts.libp2p.getMultiaddrs())
  const connected = parts.hello.peers().map(({ peer }) => peer)
  const others = [...parts.wire.peers(), ...parts.redialer.targets().map(({ peer }) => peer), ...parts.refused.all()]
  return [...new Set([...connected, ...others])].map(peer => ({ ...peerStatus(peer, parts, nowMs), reserved: reserved.has(peer) }))
}

function peerStatus (peer: string, parts: MeshComponents, nowMs: number): Omit<PeerStatus, 'reserved'> {
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
    allowedScopes: parts.hello.accepted(peer) ? parts.replica.shared().map(({ name }) => name) : [],
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
