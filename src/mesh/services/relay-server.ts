import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import {
  RELAYED_BYTES_MAX, RELAYED_CONNECTION_MS, RELAYED_CONNECTIONS_PER_PEER_MAX, RELAY_MESSAGE_TIMEOUT_MS, RELAY_RESERVATION_MS, RELAY_RESERVATIONS_MAX
} from '../constants.ts'
import type { CircuitRelayServerComponents, CircuitRelayService } from '@libp2p/circuit-relay-v2'

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
