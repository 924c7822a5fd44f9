import { NEGOTIATION_PROTOCOL } from '../constants.ts'
import type { LinkTally, Side } from './tally.ts'
import type { Stream, StreamMuxer, StreamMuxerFactory, Upgrader } from '@libp2p/interface'

/** One end of one connection, as the counters of its link know it. */
export interface StreamMeterInit {
  readonly tally: LinkTally
  readonly side: Side
  /** The same on both ends, and no other connection of the link has it. */
  readonly connection: string
}

/** Counts what one end of a connection writes to its streams. */
export class StreamMeter {
  private readonly init: StreamMeterInit

  constructor (init: StreamMeterInit) {
    this.init = init
  }

  /** The stream muxer of a node, with every stream of this connection counted. */
  muxer (factory: StreamMuxerFactory): StreamMuxerFactory {
    return {
      protocol: factory.protocol,
      createStreamMuxer: connection => this.watch(factory.createStreamMuxer(connection))
    }
  }

  /**
   * The muxer keeps streams that come early for its first listener, so this one listens only when the connection does,
   * and before it.
   */
  private watch (muxer: StreamMuxer): StreamMuxer {
    const create = muxer.createStream.bind(muxer)
    const listen = muxer.addEventListener.bind(muxer)
    const onStream = ({ detail }: CustomEvent<Stream>): void => { this.count(detail) }
    muxer.createStream = async options => {
      const stream = await create(options)
      this.count(stream)
      return stream
    }
    muxer.addEventListener = (...args: Parameters<typeof listen>) => {
      listen('stream', onStream)
      listen(...args)
    }
    return muxer
  }

  private count (stream: Stream): void {
    const { tally, side, connection } = this.init
    const name = `${connection}/${stream.id}`
    const send = stream.send.bind(stream)
    stream.send = data => {
      const bytes = data.byteLength
      const mayGoOn = send(data)
      tally.wrote(side, { protocol: stream.protocol === '' ? NEGOTIATION_PROTOCOL : stream.protocol, bytes, stream: name })
      return mayGoOn
    }
    stream.addEventListener('close', () => { tally.forget(name) })
  }
}

/** The stream muxer of a node with its streams counted, or undefined when it has several and a handshake chooses. */
export function muxerOf (upgrader: Upgrader, meter: StreamMeter): StreamMuxerFactory | undefined {
  const [factory, ...others] = upgrader.getStreamMuxers().values()
  return factory == null || others.length > 0 ? undefined : meter.muxer(factory)
}
