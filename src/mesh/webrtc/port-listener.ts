import type { Listener, Transport } from '@libp2p/interface'

/** Listeners that were closed; they stay in memory, because native code goes on to call them. */
const closed = new Set<Listener>()

/**
 * WebRTC-Direct whose listeners give their port back when the process ends. The native code (node-datachannel 0.33) keeps
 * the port and its thread when a listener is stopped, and ends the process at the next packet that reaches the port; a
 * listener that is left alone does not, and the gate of a stopped node refuses whoever comes.
 */
export function keepingPorts<Components> (make: (components: Components) => Transport): (components: Components) => Transport {
  return components => {
    const transport = make(components)
    const createListener = transport.createListener.bind(transport)
    transport.createListener = options => {
      const listener = createListener(options)
      listener.close = async () => {
        closed.add(listener)
        listener.safeDispatchEvent('close')
      }
      return listener
    }
    return transport
  }
}
