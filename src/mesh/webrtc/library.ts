/**
 * WebRTC of libp2p, by the door that tells Node and pages apart. Its package depends on React Native, so in the published
 * package the compiled file holds its code, and no user installs that.
 */
export { webRTC, webRTCDirect } from '@libp2p/webrtc'
