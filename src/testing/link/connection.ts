import { AbstractMultiaddrConnection } from '@libp2p/utils'
import { CONNECTION_WRITE_BUFFER_BYTES_MAX, WRITE_BYTES_MAX } from './constants.ts'
import type { Pipe } from './pipe.ts'
import type { Logger, MessageStreamDirection } from '@libp2p/interface'
import type { SendResult } from '@libp2p/utils'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Uint8ArrayList } from 'uint8arraylist'

/** What one end of a connection is made from. */
export interface LinkConnectionInit {
  readonly direction: MessageStreamDirection
  readonly remoteAddr: Multiaddr
  readonly log: Logger
  /** Carries what this end writes; its reader is the other end. */
  readonly outbound: Pipe<LinkConnection>
  /** Carries what the other end writes. */
  readonly inbound: Pipe<LinkConnection>
}

/** One end of a connection over a link, under encryption and stream muxer. */
export class LinkConnection extends AbstractMultiaddrConnection {
  private readonly outbound: Pipe<LinkConnection>
  private readonly inbound: Pipe<LinkConnection>

  constructor ({ direction, remoteAddr, log, outbound, inbound }: LinkConnectionInit) {
    super({ direction, remoteAddr, log, maxMessageSize: WRITE_BYTES_MAX, maxWriteBufferLength: CONNECTION_WRITE_BUFFER_BYTES_MAX })
    this.outbound = outbound
    this.inbound = inbound
    inbound.reader = this
    outbound.onDrain = () => { this.safeDispatchEvent('drain') }
  }

  sendData (data: Uint8ArrayList): SendResult {
    const sentBytes = data.byteLength
    return { sentBytes, canSendMore: this.outbound.write(data) }
  }

  async sendClose (): Promise<void> {
    const { inbound, outbound } = this
    inbound.discard()
    outbound.end(() => { outbound.reader?.onRemoteClose() })
  }

  sendReset (): void {
    const { inbound, outbound } = this
    inbound.discard()
    outbound.reset(() => { outbound.reader?.onRemoteReset() })
  }

  sendPause (): void {
    this.inbound.holdOff()
  }

  sendResume (): void {
    this.inbound.letOn()
  }

  /** The other end has closed: it reads no more either. */
  onRemoteClose (): void {
    this.outbound.discard()
    this.onTransportClosed()
  }

  override onRemoteReset (): void {
    this.outbound.discard()
    super.onRemoteReset()
  }
}
