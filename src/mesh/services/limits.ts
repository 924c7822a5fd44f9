import { STREAM_WINDOW_BYTES_MAX } from '../../network/wire/index.ts'
import {
  ADDRESS_DIAL_TIMEOUT_MS, CONNECTIONS_MAX, DIAL_QUEUE_MAX, DIAL_TIMEOUT_MS, EARLY_STREAMS_MAX, IDENTIFY_MESSAGE_BYTES_MAX, IDENTIFY_STREAMS_MAX,
  INBOUND_CONNECTIONS_PER_SECOND_MAX, INBOUND_PENDING_MAX, INBOUND_STREAMS_MAX, MUXER_MESSAGE_BYTES_MAX, NEGOTIATION_TIMEOUT_MS,
  OBSERVED_ADDRESSES_MAX, OUTBOUND_STREAMS_MAX, PARALLEL_DIALS_MAX, PEER_ADDRESSES_MAX, STREAM_WRITE_BUFFER_BYTES_MAX,
  UPGRADE_INBOUND_TIMEOUT_MS
} from '../constants.ts'
import type { IdentifyInit } from '@libp2p/identify'
import type { YamuxMuxerInit } from '@libp2p/yamux'
import type { Libp2pOptions } from 'libp2p'

/** Bounds of connections and dials. `docs/protocols/limits.md` tells what they come to. */
export const CONNECTION_LIMITS: NonNullable<Libp2pOptions['connectionManager']> = {
  maxConnections: CONNECTIONS_MAX,
  inboundConnectionThreshold: INBOUND_CONNECTIONS_PER_SECOND_MAX,
  maxIncomingPendingConnections: INBOUND_PENDING_MAX,
  maxParallelDials: PARALLEL_DIALS_MAX,
  maxDialQueueLength: DIAL_QUEUE_MAX,
  maxPeerAddrsToDial: PEER_ADDRESSES_MAX,
  dialTimeout: DIAL_TIMEOUT_MS,
  addressDialTimeout: ADDRESS_DIAL_TIMEOUT_MS,
  inboundUpgradeTimeout: UPGRADE_INBOUND_TIMEOUT_MS,
  inboundStreamProtocolNegotiationTimeout: NEGOTIATION_TIMEOUT_MS,
  outboundStreamProtocolNegotiationTimeout: NEGOTIATION_TIMEOUT_MS
}

/** Bounds of the streams of one connection, and of their buffers both ways. */
export const MUXER_LIMITS: YamuxMuxerInit = {
  maxInboundStreams: INBOUND_STREAMS_MAX,
  maxOutboundStreams: OUTBOUND_STREAMS_MAX,
  maxEarlyStreams: EARLY_STREAMS_MAX,
  maxMessageSize: MUXER_MESSAGE_BYTES_MAX,
  streamOptions: {
    initialStreamWindowSize: STREAM_WINDOW_BYTES_MAX,
    maxStreamWindowSize: STREAM_WINDOW_BYTES_MAX,
    maxReadBufferLength: STREAM_WINDOW_BYTES_MAX,
    maxWriteBufferLength: STREAM_WRITE_BUFFER_BYTES_MAX
  }
}

/** Bounds of what peers tell about themselves. */
export const IDENTIFY_LIMITS: IdentifyInit = {
  maxInboundStreams: IDENTIFY_STREAMS_MAX,
  maxOutboundStreams: IDENTIFY_STREAMS_MAX,
  maxMessageSize: IDENTIFY_MESSAGE_BYTES_MAX,
  maxObservedAddresses: OBSERVED_ADDRESSES_MAX
}
