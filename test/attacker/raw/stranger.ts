import { once } from 'node:events'
import { decode } from '@ipld/dag-cbor'
import { gossipsub, StrictNoSign } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { publicScope } from './bundle.ts'
import { hash } from './bytes.ts'
import { accepted, declaration, declarationBody, hello, HELLO } from './hello.ts'
import { makeKeys, textOf } from './keys.ts'
import { Line } from './line.ts'
import { bundlesIn, END, rootOf, SYNC, syncHello, TYPE } from './sync.ts'
import { token } from './token.ts'
import type { Keys } from './keys.ts'
import type { HelloInit } from './sync.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { Identify } from '@libp2p/identify'
import type { Connection, Libp2p } from '@libp2p/interface'

const PATIENCE_MS = 30_000
const DIAL_PAUSE_MS = 200

type Services = { identify: Identify, pubsub: GossipSub }

/** What a stranger is made of. */
export interface StrangerInit {
  /** By default a key that nobody has met. */
  readonly keys?: Keys

  /** Whether it takes part in gossip. */
  readonly gossips?: boolean
}

/**
 * A peer in plain libp2p that was written from the documents of the protocols. It can say a hello as it should be, and then
 * anything on any stream.
 */
export class Stranger {
  readonly keys: Keys
  readonly scope = publicScope('main')
  private readonly libp2p: Libp2p<Partial<Services>>
  private readonly connection: Connection

  private constructor (keys: Keys, libp2p: Libp2p<Partial<Services>>, connection: Connection) {
    this.keys = keys
    this.libp2p = libp2p
    this.connection = connection
  }

  /** Connects and says nothing. */
  static async connect (address: string, { keys, gossips = false }: StrangerInit = {}): Promise<Stranger> {
    const own = keys ?? await makeKeys()
    const libp2p = await createLibp2p<Partial<Services>>({
      privateKey: own.private,
      addresses: { listen: [] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionMonitor: { enabled: false },
      services: gossips ? { identify: identify(), pubsub: gossipsub({ globalSignaturePolicy: StrictNoSign, floodPublish: true, msgIdFn: ({ data }) => hash(data) }) } : {}
    })

    return new Stranger(own, libp2p, await dialPatiently(libp2p, address))
  }

  /** Connects, says hello, declares the public scope both ways, and is accepted. */
  static async greet (address: string, init: StrangerInit = {}): Promise<Stranger> {
    const stranger = await Stranger.connect(address, init)

    await stranger.sayHello(declaration(stranger.keys, declarationBody(stranger.scope)))

    return stranger
  }

  /** Peer text of the target. */
  get target (): string {
    return textOf(this.connection.remotePeer)
  }

  /** Whether the connection lives. */
  get isConnected (): boolean {
    return this.connection.status === 'open'
  }

  /** Opens a stream. */
  async open (protocol: string): Promise<Line> {
    return new Line(await this.connection.newStream(protocol, { signal: AbortSignal.timeout(PATIENCE_MS) }))
  }

  /** Says hello as it should be, with a declaration or without one, and returns the answer of the target. */
  async sayHello (declared?: Uint8Array): Promise<unknown> {
    const line = await this.open(HELLO)

    line.say(hello())
    await line.read()

    const [code] = decode<unknown[]>(await line.read() ?? Uint8Array.of(0x80))

    line.say(accepted(declared))
    await line.close()

    return code
  }

  /** A token for the public scope that holds, or with claims that take the place of right ones. */
  token (changes: Record<string, unknown> = {}, scope = this.scope): Uint8Array {
    return token({ keys: this.keys, audience: this.target, scopes: [scope] }, changes)
  }

  /** Opens a request stream with a token that holds. */
  async openWithToken (protocol: string): Promise<Line> {
    const line = await this.open(protocol)

    line.say(this.token())

    return line
  }

  /** A HELLO of sync from this peer; by default of the empty set. */
  syncHello (changes: Partial<HelloInit> = {}): Uint8Array {
    return syncHello({ scope: this.scope, peers: [this.keys.text, this.target], ...changes })
  }

  /** Begins a run of sync, by default as a peer with nothing, again while the target is busy, and hears its first turn. */
  async beginRun (opening?: Partial<HelloInit>): Promise<{ line: Line, frames: Uint8Array[] }> {
    const line = await this.openWithToken(SYNC)
    let frames: Uint8Array[]
    let last: Uint8Array | undefined

    do {
      line.say(this.syncHello(opening))
      frames = await line.readTo(TYPE.end, TYPE.bye)
      last = frames.at(-1)
    } while (last?.[0] === TYPE.bye && last[1] === END.busy)

    return { line, frames }
  }

  /**
   * Runs sync as a peer with nothing, to its end; returns the bundles that it was given, and whether they make the root of
   * the target.
   */
  async copy (): Promise<{ bundles: Uint8Array[], isEqual: boolean }> {
    const { frames, line } = await this.beginRun()
    const bundles = bundlesIn(frames)
    const [, root] = decode<unknown[]>((frames.at(-1) ?? Uint8Array.of(0, 0x80)).subarray(1))
    const isEqual = root instanceof Uint8Array && Buffer.compare(root, rootOf(this.scope, bundles)) === 0

    line.say(Uint8Array.of(TYPE.bye, END.equal))
    await line.close()

    return { bundles, isEqual }
  }

  /** Publishes in a topic once the target is known to listen there, or at once. */
  async publish (topic: string, data: Uint8Array): Promise<void> {
    const { pubsub } = this.libp2p.services

    pubsub?.subscribe(topic)
    await pubsub?.publish(topic, data)
  }

  /** Whether the target takes part in a topic, as far as this peer was told. */
  isHeardIn (topic: string): boolean {
    return (this.libp2p.services.pubsub?.getSubscribers(topic).length ?? 0) > 0
  }

  /** Ends the connection. */
  async stop (): Promise<void> {
    await this.libp2p.stop()
  }
}

/** Dials until it is let in: who comes too often in a second is turned away. */
async function dialPatiently (libp2p: Libp2p, address: string): Promise<Connection> {
  const signal = AbortSignal.timeout(PATIENCE_MS)

  for (;;) {
    try {
      return await libp2p.dial(multiaddr(address), { signal })
    } catch (error) {
      if (signal.aborted) { throw error }
      await once(AbortSignal.timeout(DIAL_PAUSE_MS), 'abort')
    }
  }
}
