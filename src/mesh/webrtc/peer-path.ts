import { peerIdText, publicKeyOf } from '../../model/identity/index.ts'
import { relayIn } from './addresses.ts'
import type { PeerPath } from '../interface.ts'
import type { UpgradeState } from './direct-upgrades.ts'
import type { Connection } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** Names of multiaddr parts that tell the transport, the outermost first. */
const TRANSPORTS = ['webrtc', 'p2p-circuit', 'webrtc-direct', 'ws', 'wss', 'memory', 'tcp']

/** The transport of an address, by the name of its part; WebRTC by the help of a relay is WebRTC. */
export function transportOf (address: Multiaddr): string {
  const names = new Set(address.getComponents().map(({ name }) => name))
  return TRANSPORTS.find(name => names.has(name)) ?? 'unknown'
}

/** How a peer is reached now; undefined while it is not connected. */
export function pathOf (connections: readonly Connection[], upgrade: UpgradeState | undefined, nowMs: number): PeerPath | undefined {
  const connection = connections.find(({ limits }) => limits == null) ?? connections[0]
  if (connection == null) { return undefined }
  const { limits, remoteAddr } = connection
  if (limits == null) { return { kind: 'direct', transport: transportOf(remoteAddr) } }
  return {
    kind: 'relayed',
    transport: transportOf(remoteAddr),
    relay: spelled(relayIn(remoteAddr)),
    upgrade: upgrade == null
      ? undefined
      : {
          attempts: upgrade.attempts,
          nextInMs: upgrade.nextAtMs == null ? undefined : Math.max(0, Math.round(upgrade.nextAtMs - nowMs)),
          error: upgrade.error
        }
  }
}

/** The relays that keep a place for this node, by its own addresses. */
export function reservations (addresses: readonly Multiaddr[]): ReadonlySet<string> {
  return new Set(addresses.map(relayIn).flatMap(relay => spelled(relay) ?? []))
}

/** A peer id in the one spelling of this project. */
function spelled (peer: string | undefined): string | undefined {
  const key = peer == null ? undefined : publicKeyOf(peer)
  return key == null ? undefined : peerIdText(key)
}
