import type { Multiaddr } from '@multiformats/multiaddr'

/** A listening address that only WebRTC serves. */
const WEBRTC = /\/webrtc(?:-direct)?(?:\/|$)/

/** Whether an address is one of WebRTC. */
export function isWebRTC (address: string): boolean {
  return WEBRTC.test(address)
}

/** The address by which the other end of a relayed connection is reached over WebRTC, with the relay for the first words. */
export function directAddress (relayed: Multiaddr): string {
  return relayed.toString().replace('/p2p-circuit/', '/p2p-circuit/webrtc/')
}

/** The peer id of the relay in an address through one, in the spelling of the address. */
export function relayIn (address: Multiaddr): string | undefined {
  const parts = address.getComponents()
  const end = parts.findIndex(({ name }) => name === 'p2p-circuit')
  return parts.slice(0, Math.max(0, end)).findLast(({ name }) => name === 'p2p')?.value
}
