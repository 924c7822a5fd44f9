import { EARLY_STREAMS_MAX } from '../constants.ts'
import { webRTC, webRTCDirect } from './library.ts'
import { keepingPorts } from './port-listener.ts'
import type { WebRTCCertificate } from './certificate.ts'
import type { Libp2pOptions } from 'libp2p'

/** What WebRTC needs to know. */
export interface WebRTCTransportsInit {
  /** Servers that tell a peer its public address, or carry its packets. With none nobody is asked. */
  iceServers: RTCIceServer[]
  /** What a listener shows; a page listens only through a relay and needs none. */
  certificate?: WebRTCCertificate
}

/**
 * WebRTC to peers behind a relay, which carries the first words alone, and to nodes with a port of their own. The list of
 * servers is always handed over, because libp2p takes public ones where it is given none.
 */
export function webRTCTransports ({ iceServers, certificate }: WebRTCTransportsInit): NonNullable<Libp2pOptions['transports']> {
  const init = { rtcConfiguration: { iceServers }, maxEarlyStreams: EARLY_STREAMS_MAX }
  return [webRTC(init), keepingPorts(webRTCDirect({ ...init, certificate }))]
}
