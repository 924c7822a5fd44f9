import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import {
  RELAYED_BYTES_MAX, RELAYED_CONNECTION_MS, RELAYED_CONNECTIONS_PER_PEER_MAX, RELAY_MESSAGE_TIMEOUT_MS, RELAY_QUEUE_MAX, RELAY_RESERVATION_MS,
  RELAY_RESERVATIONS_MAX, RELAY_RESERVE_TIMEOUT_MS
} from '../constants.ts'
import { NO_WALK } from './no-walk.ts'
import { withComponent } from './with-component.ts'
import type { CircuitRelayServerComponents, CircuitRelayService, CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2'
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

/** Carries connections between peers that cannot dial each other, within stated bounds. */
export function relayServer (): (components: CircuitRelayServerComponents) => CircuitRelayService {
  return circuitRelayServer({
    hopTimeout: RELAY_MESSAGE_TIMEOUT_MS,
    maxInboundHopStreams: RELAYED_CONNECTIONS_PER_PEER_MAX,
    maxOutboundHopStreams: RELAYED_CONNECTIONS_PER_PEER_MAX,
    maxOutboundStopStreams: RELAYED_CONNECTIONS_PER_PEER_MAX,
    reservations: {
      maxReservations: RELAY_RESERVATIONS_MAX,
      reservationTtl: RELAY_RESERVATION_MS,
      defaultDurationLimit: RELAYED_CONNECTION_MS,
      defaultDataLimit: BigInt(RELAYED_BYTES_MAX)
    }
  })
}
