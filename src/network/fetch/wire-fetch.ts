import { equalBytes } from '../../model/bytes/index.ts'
import { noteViolation } from '../peers/index.ts'
import { FETCH_PROTOCOL } from '../wire/index.ts'
import { answerFrames } from './answer.ts'
import { INBOUND_STREAMS_MAX } from './constants.ts'
import { FetchFaultError } from './errors.ts'
import { FetchIntake } from './intake.ts'
import { decodeFetchRequest, encodeFetchRequest } from './message.ts'
import type { Fetch, FetchAnswer, FetchComponents, FetchCounters, FetchRequest } from './interface.ts'
import type { PeerText, WireStream } from '../wire/index.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** Fetch over a wire: one request on one stream, which opens with a token. */
export class WireFetch implements Fetch {
  private readonly components: FetchComponents
  private readonly log: Logger
  private readonly counts: FetchCounters = { requestsOut: 0, requestsIn: 0, bundlesIn: 0, bundlesOut: 0, failures: 0 }

  constructor (components: FetchComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:fetch')
  }

  async start (): Promise<void> {
    const { wire, hello } = this.components
    await wire.handle(FETCH_PROTOCOL, hello.guard(async stream => { await this.serve(stream) }), { inboundStreamsMax: INBOUND_STREAMS_MAX })
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
      this.blame(peer, error)
      throw error
    }
  }

  private async ask (peer: PeerText, request: FetchRequest, options: AbortOptions): Promise<FetchAnswer> {
    const { rights, store } = this.components
    const stream = await this.open(peer, request.scope, options)
    const intake = new FetchIntake({ store, mayPush: () => rights?.may('push', peer, request.scope) !== false }, peer, request)

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

  private async open (peer: PeerText, scope: Uint8Array, options: AbortOptions): Promise<WireStream> {
    const { access, wire } = this.components

    return access === undefined ? wire.open(peer, FETCH_PROTOCOL, options) : access.open(peer, { protocol: FETCH_PROTOCOL, scopes: [scope] }, options)
  }

  private async serve (stream: WireStream): Promise<void> {
    const admitted = await this.components.access?.admit(stream)

    try {
      await this.answer(admitted?.stream ?? stream, scope => admitted?.scopes.some(other => equalBytes(other, scope)) !== false)
    } catch (error) {
      this.blame(stream.peer, error)
      throw error
    }
  }

  /** Notes what a peer sent that no honest one does; nobody waits for it. */
  private blame (peer: PeerText, error: unknown): void {
    if (error instanceof FetchFaultError) {
      this.components.audit?.append({ type: 'integrity_failure', peer, reason: 'fetch_malformed', detail: { detail: error.message } })
        .catch(() => {}) // a log that fails says so by itself
    }
  }

  private async answer (stream: WireStream, isNamed: (scope: Uint8Array) => boolean): Promise<void> {
    const { audit, rights, store } = this.components
    const frame = await stream.read()

    if (frame === undefined) {
      throw new FetchFaultError('malformed', 'the stream has no request')
    }

    const request = decodeFetchRequest(frame)
    this.counts.requestsIn++
    const { peer } = stream
    const { scope } = request
    const mayPull = (): boolean => isNamed(scope) && (rights?.may('pull', peer, scope) ?? store.shared().some(({ id }) => equalBytes(id, scope)))

    if (!mayPull()) {
      noteViolation({ audit, rights, log: this.log }, { direction: 'pull', peer, scope, isNamed: isNamed(scope), via: 'fetch' })
    }

    for await (const { bytes, bundles } of answerFrames(store, request, mayPull)) {
      await stream.write(bytes)
      this.counts.bundlesOut += bundles
    }

    await stream.close()
  }
}
