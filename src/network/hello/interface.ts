import type { Clock, Timers } from '../../platform/interface.ts'
import type { PeerText, Wire, WireHandler } from '../wire/index.ts'
import type { AbortOptions, ComponentLogger, Startable } from '@libp2p/interface'
import type { TypedEventTarget } from 'main-event'

/** Why a peer is refused. Both sides tell each other before they part. */
export type HelloRefusal = 'wrong_network' | 'incompatible_version' | 'malformed'

/** What a hello came to. */
export type HelloCode = 'accepted' | HelloRefusal

/** What a peer tells about itself. */
export interface HelloMessage {
  /** Network name. */
  net: string
  /** Program and version, for people. */
  agent: string
  /** Wall time of the peer in milliseconds when it wrote this. */
  timeMs: number
  /** Most bytes of a frame that the peer takes. */
  frameBytesMax: number
  /** Sequence of the newest declaration of the hearer that the peer knows, 0 for none. */
  knows: number
  /** Protocol ids that the peer answers. */
  protocols: readonly string[]
}

/** What a side makes of the hello of the other. */
export interface HelloAnswer {
  code: HelloCode
  /** Signed, and unchecked so far; only with `accepted`, and absent when the side declares nothing. */
  declaration: Uint8Array | undefined
}

/** A peer that was accepted and is connected. */
export interface AcceptedPeer {
  readonly peer: PeerText
  /** `outbound`: this side dialled. */
  readonly direction: 'inbound' | 'outbound'
  readonly hello: HelloMessage
  /** Clock of the peer minus ours in milliseconds; positive when the peer is ahead. Half a round trip exact. */
  readonly skewMs: number
}

/** What the hello tells. */
export interface HelloEvents {
  /** The peer may take part from now on. */
  'peer:accept': CustomEvent<AcceptedPeer>
  /** The peer was told why and disconnected. */
  'peer:refuse': CustomEvent<{ peer: PeerText, code: HelloRefusal }>
  /** An accepted peer is no longer connected. */
  'peer:leave': CustomEvent<{ peer: PeerText }>
}

/** How long to wait for a hello that is under way. */
export interface OutcomeOptions extends AbortOptions {
  /**
   * Milliseconds to wait.
   *
   * @default DEFAULT_OUTCOME_WAIT_MS
   */
  timeoutMs?: number
}

/**
 * Decides which connected peers take part: those that said a hello of our network and version.
 */
export interface Hello extends Startable, TypedEventTarget<HelloEvents> {
  /** Whether the peer is connected and accepted now. */
  accepted (peer: PeerText): boolean

  /** The same, after waiting for a hello that is under way. It never throws. */
  outcome (peer: PeerText, options?: OutcomeOptions): Promise<boolean>

  /** A handler for accepted peers only; the stream of any other peer is aborted with PeerNotAcceptedError. */
  guard (handler: WireHandler): WireHandler

  /** Accepted peers that are connected now. */
  peers (): AcceptedPeer[]

  /** Why the peer was refused when we last met it. */
  refusalOf (peer: PeerText): HelloRefusal | undefined

  /**
   * Says hello again to an accepted peer, so that both sides hear anew what the other declares. It does nothing for others.
   *
   * @throws {PeerUnreachableError | StreamFailedError | StreamDeadlineError | MalformedHelloError} when the exchange broke off
   */
  renew (peer: PeerText): Promise<void>

  /** Since the start: hellos by code, `failed` on the way, and `clock_skew` above half a second. */
  counters (): Record<HelloCode | 'failed' | 'clock_skew', number>
}

/** What this node tells about itself. */
export interface HelloInit {
  /** Network name. */
  net: string
  /** Program and version. */
  agent: string
  /** Protocol ids that this node answers. */
  protocols: readonly string[]
}

/** What the two sides of a hello declare to each other; the hello itself only carries it. */
export interface Declarations {
  /** Whether the operator rejected, revoked or blocked the peer: it is disconnected, and nothing of it is heard. */
  denies (peer: PeerText): boolean
  /** Sequence of the newest declaration of the peer that is known here, 0 for none. */
  known (peer: PeerText): number
  /** Our signed declaration for a peer that knows one of ours with this sequence, 0 for none. */
  declare (peer: PeerText, known: number): Promise<Uint8Array>
  /** Hears what a peer declared; undefined: nothing. Whatever that was, it never rejects. */
  hear (peer: PeerText, declaration: Uint8Array | undefined): Promise<void>
}

/** What the hello stands on. */
export interface HelloComponents {
  wire: Wire
  /** Absent: this side declares nothing, and does not hear what others do. */
  declarations?: Declarations
  clock: Clock
  timers: Timers
  logger: ComponentLogger
}
