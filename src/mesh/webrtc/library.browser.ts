/** The same in a page, where the package stands for other code. */
export { webRTC, webRTCDirect } from '@libp2p/webrtc'
