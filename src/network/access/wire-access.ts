import { publicKeyOf } from '../../model/identity/index.ts'
import { TOKEN_CHARACTERS_MAX, TOKEN_LEEWAY_MS } from '../../model/token/index.ts'
import { part, PeerUnreachableError, StreamFailedError } from '../wire/index.ts'
import { AdmittedStream } from './admitted-stream.ts'
import { AccessRefusedError } from './errors.ts'
import { OpenedStream } from './opened-stream.ts'
import { encodeRefusal } from './refusal.ts'
import type { Admitted, HeldStream, StreamAccess, StreamAccessComponents, StreamRequest } from './interface.ts'
import type { Refusal } from './refusal.ts'
import type { TokenAccepted } from '../../replica/token/index.ts'
import type { PeerText, WireStream } from '../wire/index.ts'
import type { AbortOptions, Logger } from '@libp2p/interface'

/** Streams with tokens over a wire, whose peers are named by their peer ids. */
export class WireAccess implements StreamAccess {
  private readonly components: StreamAccessComponents
  private readonly log: Logger

  constructor (components: StreamAccessComponents) {
    this.components = components
    this.log = components.logger.forComponent('factmesh:access')
  }

  async open (peer: PeerText, { protocol, scopes }: StreamRequest, options?: AbortOptions): Promise<HeldStream> {
    const { source, timers, wire } = this.components
    const key = publicKeyOf(peer)

    if (key == null) {
      throw new PeerUnreachableError(peer, protocol)
    }

    const stream = new OpenedStream(await wire.open(peer, protocol, options), {
      lease: source.lease(key, scopes),
      timers,
      onRefusal: refusal => { this.hearRefusal(peer, refusal) }
    })

    try {
      await stream.renew(options)
    } catch (error) {
      stream.abort(error as Error)
      throw error
    }

    return stream
  }

  async admit (stream: WireStream): Promise<Admitted> {
    const { clock, timers } = this.components
    const judge = async (token: Uint8Array): Promise<TokenAccepted> => this.judge(stream, token)
    const token = await stream.read()

    if (token === undefined) {
      throw new StreamFailedError(stream.peer)
    }

    return new AdmittedStream(stream, { clock, timers, judge }, await judge(token))
  }

  private async judge (stream: WireStream, token: Uint8Array): Promise<TokenAccepted> {
    const { gate, timers } = this.components
    const text = token.length > TOKEN_CHARACTERS_MAX ? '' : new TextDecoder('latin1').decode(token)
    const verdict = await gate.admit(text, { carrier: publicKeyOf(stream.peer) ?? new Uint8Array(0) })

    if (verdict.result === 'reject') {
      this.log('refused a stream of %s: %s', stream.peer, verdict.code)
      await part(stream, encodeRefusal(verdict), timers)
      throw new AccessRefusedError(stream.peer, verdict.code)
    }

    return verdict
  }

  private hearRefusal (peer: PeerText, { code, nowMs }: Refusal): void {
    const aheadMs = nowMs - this.components.clock.nowMs()

    if (Math.abs(aheadMs) > TOKEN_LEEWAY_MS) {
      this.log.error('%s refused a token of ours (%s): its clock is %d s ahead of ours, so one of them is wrong', peer, code, Math.round(aheadMs / 1_000))
    } else {
      this.log('%s refused a token of ours: %s', peer, code)
    }
  }
}
