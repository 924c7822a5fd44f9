import { FETCH_PROTOCOL } from '../wire/index.ts'
import { answerFrames } from './answer.ts'
import { INBOUND_STREAMS_MAX } from './constants.ts'
import { FetchFaultError } from './errors.ts'
import { FetchIntake } from './intake.ts'
import { decodeFetchRequest, encodeFetchRequest } from './message.ts'
import type { Fetch, FetchAnswer, FetchComponents, FetchCounters, FetchRequest } from './interface.ts'
import type { PeerText, WireStream } from '../wire/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Fetch over a wire: one request on one stream. */
export class WireFetch implements Fetch {
  private readonly components: FetchComponents
  private readonly counts: FetchCounters = { requestsOut: 0, requestsIn: 0, bundlesIn: 0, bundlesOut: 0, failures: 0 }

  constructor (components: FetchComponents) {
    this.components = components
  }

  async start (): Promise<void> {
    const { wire, hello } = this.components
    await wire.handle(FETCH_PROTOCOL, hello.guard(async stream => { await this.answer(stream) }), { inboundStreamsMax: INBOUND_STREAMS_MAX })
  }

  async stop (): Promise<void> {
    await this.components.wire.unhandle(FETCH_PROTOCOL)
  }

  counters (): FetchCounters {
    return { ...this.counts }
  }

  async request (peer: PeerText, request: FetchRequest, options: AbortOptions = {}): Promise<FetchAnswer> {
    this.counts.requestsOut++

    try {
      return await this.ask(peer, request, options)
    } catch (error) {
      this.counts.failures++
      throw error
    }
  }

  private async ask (peer: PeerText, request: FetchRequest, options: AbortOptions): Promise<FetchAnswer> {
    const { store, wire } = this.components
    const stream = await wire.open(peer, FETCH_PROTOCOL, options)
    const intake = new FetchIntake(store, peer, request)

    try {
      await stream.write(encodeFetchRequest(request), options)

      for (let frame = await stream.read(options); frame !== undefined; frame = await stream.read(options)) {
        await intake.take(frame)
      }

      intake.end()
    } catch (error) {
      stream.abort(error as Error)
      throw error
    } finally {
      this.counts.bundlesIn += intake.answer().here.length
    }

    await stream.close()

    return intake.answer()
  }

  private async answer (stream: WireStream): Promise<void> {
    const frame = await stream.read()

    if (frame === undefined) {
      throw new FetchFaultError('malformed', 'the stream has no request')
    }

    const request = decodeFetchRequest(frame)
    this.counts.requestsIn++

    for await (const { bytes, bundles } of answerFrames(this.components.store, request)) {
      await stream.write(bytes)
      this.counts.bundlesOut += bundles
    }

    await stream.close()
  }
}
