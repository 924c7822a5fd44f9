import { autoNAT } from '@libp2p/autonat'
import { isMultiaddr } from '@multiformats/multiaddr'
import { PROBE_INBOUND_STREAMS_MAX, PROBE_MESSAGE_BYTES_MAX, PROBE_OUTBOUND_STREAMS_MAX, PROBE_TIMEOUT_MS } from '../constants.ts'
import { NO_WALK } from './no-walk.ts'
import { withComponent } from './with-component.ts'
import type { AutoNATComponents } from '@libp2p/autonat'

type ConnectionManager = AutoNATComponents['connectionManager']

/**
 * Asks peers to dial our public addresses back, and does the same for them. libp2p announces a public address only after
 * such a dial went well.
 */
export function addressProbe (): (components: AutoNATComponents) => unknown {
  const make = autoNAT({
    timeout: PROBE_TIMEOUT_MS,
    maxInboundStreams: PROBE_INBOUND_STREAMS_MAX,
    maxOutboundStreams: PROBE_OUTBOUND_STREAMS_MAX,
    maxMessageSize: PROBE_MESSAGE_BYTES_MAX
  })
  return components => {
    const quiet = withComponent(components, 'randomWalk', NO_WALK)
    return make(withComponent(quiet, 'connectionManager', probingManager(components.connectionManager)))
  }
}

/**
 * A connection manager that opens a connection of its own to a single address. Without that a probe is handed the
 * connection over which it was asked for, takes that for a failure, and closes it under everybody who uses it.
 */
export function probingManager (manager: ConnectionManager): ConnectionManager {
  const openConnection: ConnectionManager['openConnection'] = async (target, options) => {
    return manager.openConnection(target, isMultiaddr(target) ? { ...options, force: true } : options)
  }
  return new Proxy(manager, {
    get (target, name) {
      if (name === 'openConnection') { return openConnection }
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    }
  })
}
