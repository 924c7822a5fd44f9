import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { RELAYED_CONNECTIONS_PER_PEER_MAX, RELAY_QUEUE_MAX, RELAY_RESERVE_TIMEOUT_MS } from '../constants.ts'
import { NO_WALK } from './no-walk.ts'
import { withComponent } from './with-component.ts'
import type { CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2'
import type { Transport } from '@libp2p/interface'

/**
 * Dials peers behind a relay, and listens behind one (`/p2p-circuit`): a place is reserved on a relay as soon as one is
 * connected, again before the reservation ends, and again when the relay comes back.
 */
export function relayTransport (): (components: CircuitRelayTransportComponents) => Transport {
  const make = circuitRelayTransport({
    maxInboundStopStreams: RELAYED_CONNECTIONS_PER_PEER_MAX,
    maxOutboundStopStreams: RELAYED_CONNECTIONS_PER_PEER_MAX,
    maxReservationQueueLength: RELAY_QUEUE_MAX,
    reservationCompletionTimeout: RELAY_RESERVE_TIMEOUT_MS
  })
  return components => make(withComponent(components, 'randomWalk', NO_WALK))
}
