import type { AbortOptions, Startable, TypedEventTarget } from '@libp2p/interface'

/** The text of a peer id: its base36 CIDv1, `k51…`. */
export type PeerText = string

/** What a node makes of a gossip message: `accept` delivers and forwards it, `reject` lowers the score of the sender. */
export type GossipVerdict = 'accept' | 'ignore' | 'reject'

/** How long to wait for a frame. */
export interface ReadOptions extends AbortOptions {
  /**
   * Milliseconds until the frame must have arrived whole; absent: 10 s for the first frame of a stream, 60 s for each
   * later one.
   */
  timeoutMs?: number
}

/**
 * A stream of whole frames to one peer. Reads and writes have deadlines; a frame that is too large or malformed, and
 * a missed deadline, abort the stream. One read and one write may be under way at a time.
 */
export interface WireStream {
  readonly peer: PeerText

  /**
   * The next frame, or undefined when the peer has ended its side.
   *
   * @throws {FrameTooLargeError | MalformedFrameError | StreamDeadlineError | StreamFailedError}
   */
  read (options?: ReadOptions): Promise<Uint8Array | undefined>

  /**
   * Sends one frame, and resolves when the stream takes more.
   *
   * @throws {FrameTooLargeError | StreamDeadlineError | StreamFailedError}
   */
  write (frame: Uint8Array, options?: AbortOptions): Promise<void>

  /** Ends our side once everything is sent. It never throws. */
  close (): Promise<void>

  /** Drops the stream at once on both sides. */
  abort (error: Error): void
}

/** Answers streams that peers open. When it rejects, the stream is aborted. */
export type WireHandler = (stream: WireStream) => Promise<void>

/** Bounds of one protocol. */
export interface HandleOptions {
  /**
   * Streams of the protocol that one connection may have open towards us.
   *
   * @default DEFAULT_INBOUND_STREAMS_MAX
   */
  inboundStreamsMax?: number
}

/** A connection as others see it. */
export interface PeerConnection {
  peer: PeerText
  /** `outbound`: we dialled. */
  direction: 'inbound' | 'outbound'
}

/** Bytes of a peer that are no frames. */
export interface FrameFault {
  peer: PeerText
  protocol: string
  /** `malformed` is an empty frame, a long form of a length, and a stream that ends inside a frame. */
  reason: 'too_large' | 'malformed'
}

/** What a wire tells. */
export interface WireEvents {
  /** A connection was opened; once per connection, so twice when both sides dialled at the same time. */
  'peer:connect': CustomEvent<PeerConnection>
  /** The last connection to the peer is gone. */
  'peer:disconnect': CustomEvent<{ peer: PeerText }>
  /** A stream was aborted because the peer sent what is no frame. */
  'frame:fault': CustomEvent<FrameFault>
}

/** Who may hear what is said in a topic, and who may say something. Both are asked at each message and have to be quick. */
export interface TopicRights {
  /** Whether messages may go to a peer. */
  mayHear (peer: PeerText): boolean
  /** Whether messages of a peer are examined. A body that remembers messages asks before it does, and drops what is not. */
  mayTell (peer: PeerText): boolean
  /** A message of a peer that may not tell was dropped. */
  dropped? (peer: PeerText): void
}

/** Examines a message that a peer told or passed on. */
export type TopicValidator = (data: Uint8Array, from: PeerText) => Promise<GossipVerdict>

/**
 * The one port through which the network rooms speak. Its body is libp2p in a node and a small network in memory in
 * tests and simulations.
 */
export interface Wire extends Startable, TypedEventTarget<WireEvents> {
  /** Our own peer. */
  readonly peer: PeerText

  /**
   * Opens a stream over a connection that exists; it dials nobody. Send no more than a frame or two before the first
   * answer: until the handler of the peer reads, only its read buffer bounds what arrives there, and a stream that
   * overflows is reset.
   *
   * @throws {PeerUnreachableError}
   */
  open (peer: PeerText, protocol: string, options?: AbortOptions): Promise<WireStream>

  /** Answers a protocol from now on. */
  handle (protocol: string, handler: WireHandler, options?: HandleOptions): Promise<void>

  /** Stops answering a protocol. */
  unhandle (protocol: string): Promise<void>

  /** Sends a message to whoever subscribed to the topic; the answer tells to how many neighbours it went. */
  publish (topic: string, data: Uint8Array): Promise<{ recipients: number }>

  /**
   * Takes part in a topic. Nothing is delivered or forwarded before `validate` has accepted it. Whoever may neither hear
   * nor tell in the topic is not told that we take part; without `rights` everybody may both.
   */
  subscribe (topic: string, validate: TopicValidator, rights?: TopicRights): void

  /** The rights of a peer changed: topics that it may hear or tell in begin and end for it now. */
  review (peer: PeerText): void

  /**
   * Waits until a message that we publish in the topic goes to the peer, which takes a moment on a new connection.
   * False: it did not come to that in two seconds. It never rejects.
   */
  reach (topic: string, peer: PeerText): Promise<boolean>

  /** Leaves a topic. */
  unsubscribe (topic: string): void

  /** Peers with at least one open connection. */
  peers (): PeerText[]

  /** Closes every connection to the peer. */
  disconnect (peer: PeerText): Promise<void>
}
