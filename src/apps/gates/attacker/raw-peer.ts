import { generateKeyPairFromSeed } from '@libp2p/crypto/keys'
import { gossipsub, StrictNoSign } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { defaultLogger } from '@libp2p/logger'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { encodeGossip, topicOf } from '../../../network/gossip/index.ts'
import { hello } from '../../../network/hello/index.ts'
import { sealDeclaration } from '../../../network/peers/index.ts'
import { libp2pWire, peerTextOf, SYNC_PROTOCOL } from '../../../network/wire/index.ts'
import { platform } from '../../../platform/index.ts'
import { publicScopeId } from '../../../policy/scope/index.ts'
import { DECLARED_MS, NET, REACH_TRIES } from './constants.ts'
import { UnheardError } from './errors.ts'
import { Forger } from './forger.ts'
import { playRun } from './play-run.ts'
import type { AttackerInit, BundleWish, ForgedBundle, RunAnswer, RunWish, TokenWish } from './interface.ts'
import type { Signer } from '../../../model/identity/index.ts'
import type { Declarations, Hello } from '../../../network/hello/index.ts'
import type { PeerText, Wire } from '../../../network/wire/index.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { Identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'

interface RawParts {
  readonly libp2p: Libp2p<{ identify: Identify, pubsub: GossipSub }>
  readonly wire: Wire
  readonly hello: Hello
}

/**
 * A peer with a libp2p node of its own and nothing behind it: no store, no door, no judgement. It says hello and declares as
 * it should, so that it is heard, and then says what it likes.
 */
export class RawPeer {
  /** Its peer id. */
  readonly peerId: PeerText
  private readonly parts: RawParts
  private readonly forger: Forger
  /** The node that it is connected to. */
  private readonly other: PeerText

  private constructor (parts: RawParts, forger: Forger, other: PeerText) {
    this.parts = parts
    this.forger = forger
    this.other = other
    this.peerId = parts.wire.peer
  }

  /**
   * Connects to the address of a node and waits until the node has accepted it.
   *
   * @throws {UnheardError} when it does not
   */
  static async connect (address: string, init: AttackerInit = {}): Promise<RawPeer> {
    const seed = init.seed ?? platform().random.bytes(32)
    const signer = platform().ed25519.signer(seed)
    const parts = await makeParts(seed, declarationsOf(signer, init))
    await parts.wire.start()
    await parts.hello.start()
    const { remotePeer } = await parts.libp2p.dial(multiaddr(address))
    const other = peerTextOf(remotePeer)

    if (!await parts.hello.outcome(other)) {
      await parts.libp2p.stop()
      throw new UnheardError('it does not accept its hello')
    }

    return new RawPeer(parts, new Forger(signer, NET), other)
  }

  /** A token for a stream to the node, for one scope. */
  async token (scope: string, wish?: TokenWish): Promise<string> {
    return this.forger.token(this.other, scope, wish)
  }

  /** A bundle of one fact, signed by this peer. */
  async bundle (wish: BundleWish): Promise<ForgedBundle> {
    return this.forger.bundle(wish)
  }

  /** Opens a stream of sync and plays one run on it. */
  async run (wish: RunWish): Promise<RunAnswer> {
    return playRun(await this.parts.wire.open(this.other, SYNC_PROTOCOL), [this.peerId, this.other], wish)
  }

  /**
   * Publishes a whole bundle in the topic of the public scope, whatever scope it stands in.
   *
   * @throws {UnheardError} when the node never takes part in the topic
   */
  async publish ({ bytes }: ForgedBundle): Promise<void> {
    const { wire } = this.parts
    const topic = topicOf(publicScopeId(NET))
    wire.subscribe(topic, async () => 'ignore')

    for (let tries = 0; !await wire.reach(topic, this.other); tries++) {
      if (tries === REACH_TRIES) { throw new UnheardError('it does not take part in the topic') }
    }

    const { recipients } = await wire.publish(topic, encodeGossip({ type: 'whole', bundle: bytes }))

    if (recipients === 0) { throw new UnheardError('its message reached nobody') }
  }

  /** Goes away. */
  async stop (): Promise<void> {
    await this.parts.hello.stop()
    await this.parts.wire.stop()
    await this.parts.libp2p.stop()
  }
}

async function makeParts (seed: Uint8Array, declarations: Declarations): Promise<RawParts> {
  const { clock, timers } = platform()
  const logger = defaultLogger()
  const libp2p = await createLibp2p<{ identify: Identify, pubsub: GossipSub }>({
    privateKey: await generateKeyPairFromSeed('Ed25519', seed),
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub({ globalSignaturePolicy: StrictNoSign, floodPublish: true, allowPublishToZeroTopicPeers: true }) }
  })
  const wire = libp2pWire({ libp2p, timers, logger })

  return { libp2p, wire, hello: hello({ net: NET, agent: 'attacker', protocols: [] })({ wire, declarations, clock, timers, logger }) }
}

/** Declares the public scope, both ways, with a number above that of every connection before. */
function declarationsOf (signer: Signer, { names = [] }: AttackerInit): Declarations {
  const { clock, random } = platform()
  const scopes = [{ scope: publicScopeId(NET), push: true, pull: true }]

  return {
    denies: () => false,
    known: () => 0,
    async declare () {
      const nowMs = clock.nowMs()
      return sealDeclaration({ names, relays: [], scopes, sequence: nowMs, expiresMs: nowMs + DECLARED_MS }, { net: NET, signer, clock, random })
    },
    hear: async () => {}
  }
}
