import { TypedEventEmitter } from 'main-event'
import { FRAME_BYTES_MAX, HELLO_PROTOCOL, Pulse } from '../wire/index.ts'
import { CLOCK_SKEW_WARN_MS, DEFAULT_OUTCOME_WAIT_MS, REFUSALS_MAX, RETRIES_MAX, RETRY_FIRST_MS } from './constants.ts'
import { MalformedHelloError, PeerNotAcceptedError } from './errors.ts'
import { exchangeHello } from './exchange.ts'
import type { ExchangeInit, ExchangeResult } from './exchange.ts'
import type { AcceptedPeer, Hello, HelloCode, HelloComponents, HelloEvents, HelloInit, HelloRefusal, OutcomeOptions } from './interface.ts'
import type { TimerHandle } from '../../platform/interface.ts'
import type { PeerConnection, PeerText, WireHandler, WireStream } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** A connected peer whose hello is not settled. */
interface Stranger {
  failures: number
  greeting: boolean
  retry?: TimerHandle
}

/**
 * The hello over a wire. The side that dialled begins; when an exchange breaks off it tries again for as long as the
 * connection lives.
 */
export class WireHello extends TypedEventEmitter<HelloEvents> implements Hello {
  private readonly components: HelloComponents
  private readonly init: HelloInit
  private readonly log: Logger
  private readonly pulse: Pulse
  private readonly strangers = new Map<PeerText, Stranger>()
  private readonly acceptedPeers = new Map<PeerText, AcceptedPeer>()
  private readonly refusals = new Map<PeerText, HelloRefusal>()
  private readonly counts = { accepted: 0, wrong_network: 0, incompatible_version: 0, malformed: 0, failed: 0, clock_skew: 0 }

  constructor (components: HelloComponents, init: HelloInit) {
    super()
    this.components = components
    this.init = init
    this.log = components.logger.forComponent('factmesh:hello')
    this.pulse = new Pulse(components.timers)
  }

  async start (): Promise<void> {
    const { wire } = this.components
    wire.addEventListener('peer:connect', this.onConnect)
    wire.addEventListener('peer:disconnect', this.onDisconnect)
    await wire.handle(HELLO_PROTOCOL, async stream => { await this.run(stream, 'listener') })
  }

  async stop (): Promise<void> {
    const { wire } = this.components
    wire.removeEventListener('peer:connect', this.onConnect)
    wire.removeEventListener('peer:disconnect', this.onDisconnect)
    await wire.unhandle(HELLO_PROTOCOL)

    for (const peer of [...this.strangers.keys(), ...this.acceptedPeers.keys()]) {
      this.forget(peer)
    }
  }

  accepted (peer: PeerText): boolean {
    return this.acceptedPeers.has(peer)
  }

  async outcome (peer: PeerText, options: OutcomeOptions = {}): Promise<boolean> {
    try {
      await this.pulse.until(() => this.accepted(peer) || !this.strangers.has(peer), {
        timeoutMs: options.timeoutMs ?? DEFAULT_OUTCOME_WAIT_MS,
        signal: options.signal,
        late: () => new PeerNotAcceptedError(peer)
      })
    } catch (error) {
      this.log.trace('waited in vain for the hello of %s - %e', peer, error)
    }

    return this.accepted(peer)
  }

  guard (handler: WireHandler): WireHandler {
    return async stream => {
      if (!await this.outcome(stream.peer)) {
        throw new PeerNotAcceptedError(stream.peer)
      }

      await handler(stream)
    }
  }

  peers (): AcceptedPeer[] {
    return [...this.acceptedPeers.values()]
  }

  refusalOf (peer: PeerText): HelloRefusal | undefined {
    return this.refusals.get(peer)
  }

  async renew (peer: PeerText): Promise<void> {
    if (this.accepted(peer)) {
      await this.run(await this.components.wire.open(peer, HELLO_PROTOCOL), 'dialler')
    }
  }

  counters (): Record<HelloCode | 'failed' | 'clock_skew', number> {
    return { ...this.counts }
  }

  private readonly onConnect = (event: CustomEvent<PeerConnection>): void => {
    const { peer, direction } = event.detail

    if (this.components.declarations?.denies(peer) === true) {
      void this.components.wire.disconnect(peer)
      return
    }

    if (this.accepted(peer)) {
      return
    }

    const stranger = this.strangers.get(peer) ?? { failures: 0, greeting: false }
    this.strangers.set(peer, stranger)

    if (direction === 'outbound' && !stranger.greeting) {
      void this.greet(peer, stranger)
    }
  }

  private readonly onDisconnect = (event: CustomEvent<{ peer: PeerText }>): void => {
    this.forget(event.detail.peer)
  }

  private forget (peer: PeerText): void {
    this.strangers.get(peer)?.retry?.cancel()
    this.strangers.delete(peer)

    if (this.acceptedPeers.delete(peer)) {
      this.safeDispatchEvent('peer:leave', { detail: { peer } })
    }

    this.pulse.beat()
  }

  /** Says hello as the side that dialled. It never rejects. */
  private async greet (peer: PeerText, stranger: Stranger): Promise<void> {
    stranger.greeting = true

    try {
      await this.run(await this.components.wire.open(peer, HELLO_PROTOCOL), 'dialler')
    } catch (error) {
      this.counts.failed++
      this.log('hello with %s broke off - %e', peer, error)
      this.retry(peer, stranger)
    } finally {
      stranger.greeting = false
    }
  }

  private retry (peer: PeerText, stranger: Stranger): void {
    if (this.strangers.get(peer) !== stranger || stranger.failures >= RETRIES_MAX) {
      return
    }

    stranger.retry = this.components.timers.after(RETRY_FIRST_MS * 2 ** stranger.failures, () => {
      if (this.strangers.get(peer) === stranger) {
        void this.greet(peer, stranger)
      }
    })
    stranger.failures++
  }

  private async run (stream: WireStream, role: ExchangeInit['role']): Promise<void> {
    const { clock, declarations } = this.components
    const { peer } = stream

    if (declarations?.denies(peer) === true) {
      throw new PeerNotAcceptedError(peer)
    }

    const { net, agent, protocols } = this.init
    const ours = { net, agent, protocols, frameBytesMax: FRAME_BYTES_MAX, knows: declarations?.known(peer) ?? 0 }
    const result = await exchangeHello(stream, { role, ours, clock, declare: async known => declarations?.declare(peer, known) })
      .catch(unreadable)
    this.counts[result.code]++

    if (result.code === 'accepted') {
      await declarations?.hear(peer, result.declaration)
      this.accept(result, { peer: stream.peer, direction: role === 'dialler' ? 'outbound' : 'inbound' })
    } else {
      await this.refuse(stream.peer, result.code)
    }
  }

  private accept (result: Extract<ExchangeResult, { code: 'accepted' }>, connection: PeerConnection): void {
    const { peer } = connection
    const stranger = this.strangers.get(peer)
    this.refusals.delete(peer)
    this.warnOfSkew(peer, result.skewMs)

    // No stranger: the peer was accepted before, or has left while its hello was read.
    if (stranger !== undefined) {
      stranger.retry?.cancel()
      this.strangers.delete(peer)
      const accepted: AcceptedPeer = { ...connection, hello: result.hello, skewMs: result.skewMs }
      this.acceptedPeers.set(peer, accepted)
      this.pulse.beat()
      this.safeDispatchEvent('peer:accept', { detail: accepted })
    }
  }

  private warnOfSkew (peer: PeerText, skewMs: number): void {
    if (Math.abs(skewMs) > CLOCK_SKEW_WARN_MS) {
      this.counts.clock_skew++
      this.log('the clock of %s differs from ours by %d ms', peer, skewMs)
    }
  }

  private async refuse (peer: PeerText, code: HelloRefusal): Promise<void> {
    if (this.refusals.get(peer) !== code) {
      this.log.error('refused %s: %s (our network is %s)', peer, code, this.init.net)
      this.remember(peer, code)
    }

    this.forget(peer)
    this.safeDispatchEvent('peer:refuse', { detail: { peer, code } })
    await this.components.wire.disconnect(peer)
  }

  private remember (peer: PeerText, code: HelloRefusal): void {
    this.refusals.delete(peer)
    this.refusals.set(peer, code)
    const [oldest] = this.refusals.keys()

    if (this.refusals.size > REFUSALS_MAX && oldest !== undefined) {
      this.refusals.delete(oldest)
    }
  }
}

/** An answer that cannot be read is a hello that cannot. What else went wrong may go well next time. */
function unreadable (error: unknown): ExchangeResult {
  if (error instanceof MalformedHelloError) {
    return { code: 'malformed' }
  }

  throw error
}
