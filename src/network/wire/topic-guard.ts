import { ANNOUNCED_MAX, REGRAFT_SECONDS, TOPIC_CHARACTERS_MAX } from './constants.ts'
import { peerTextOf } from './peer-text.ts'
import type { PeerText, TopicRights } from './interface.ts'
import type { GossipSub } from '@libp2p/gossipsub'
import type { RPC } from '@libp2p/gossipsub/message'
import type { TopicScoreParams } from '@libp2p/gossipsub/score'
import type { PeerId } from '@libp2p/interface'

/** What of gossipsub the guard holds on to beside its interface. */
interface Router {
  /** Peers with a stream, by the text that gossipsub knows them by. */
  readonly peers: ReadonlyMap<string, PeerId>
  /** Topics that others may name; null for all. */
  readonly allowedTopics: Set<string> | null
  readonly score: { readonly params: { readonly topics: Record<string, TopicScoreParams> } }
  /** Takes what a peer sent. */
  handleReceivedRpc (from: PeerId, rpc: RPC): Promise<void>
  /** Sends to a peer, and tells whether it did. */
  sendRpc (id: string, rpc: Partial<RPC>): boolean
}

/** What passed between us and a peer about topics. */
interface Known {
  /** Topics of which the peer said that it takes part in them, ours or not. */
  readonly announced: Set<string>
  /** Topics of which we said so to the peer. */
  readonly told: Set<string>
}

/** The rights in a topic that was left: what was said there is not told any more. */
const NOBODY: TopicRights = { mayHear: () => false, mayTell: () => false }

/**
 * Stands between gossipsub and its streams, and lets pass what the rights of each topic allow, asked at each message. A peer
 * that may not hear a topic is no subscriber of it here, so it takes no place among the neighbours; whoever may neither
 * hear nor tell does not even learn that there is such a topic. A message of a peer that may not tell is dropped before
 * gossipsub remembers it: otherwise it would keep out the same message from somebody who may. Topics that were never opened here are
 * left to gossipsub, which passes over all but those that it is allowed.
 */
export class TopicGuard {
  private readonly router: Router
  private readonly topicScore: TopicScoreParams | undefined
  private readonly topics = new Map<string, TopicRights>()
  private readonly known = new Map<string, Known>()
  private readonly receive: Router['handleReceivedRpc']
  private readonly send: Router['sendRpc']

  /**
   * @param pubsub - the router, not started
   * @param topicScore - how neighbours are scored in topics that gossipsub was not told of when it was made
   */
  constructor (pubsub: GossipSub, topicScore?: TopicScoreParams) {
    this.router = pubsub as unknown as Router
    this.topicScore = topicScore
    this.receive = this.router.handleReceivedRpc.bind(pubsub)
    this.send = this.router.sendRpc.bind(pubsub)
    this.router.handleReceivedRpc = async (from, rpc) => this.receive(from, this.filterIn(from, rpc))
    this.router.sendRpc = (id, rpc) => {
      const rest = this.filterOut(id, rpc)
      const isSent = rest !== undefined && this.send(id, rest)

      if (isSent) {
        this.note(id, rest)
      }

      return isSent
    }
  }

  /** A topic is about to be joined. */
  open (topic: string, rights: TopicRights): void {
    const { allowedTopics, score: { params } } = this.router
    allowedTopics?.add(topic)
    this.topics.set(topic, rights)

    if (this.topicScore !== undefined) {
      params.topics[topic] ??= this.topicScore
    }
  }

  /** A topic was left. Its scores stay: gossipsub counts on them for peers that it met there. */
  close (topic: string): void {
    for (const [id, { announced, told }] of this.known) {
      told.delete(topic)
      this.inject(id, { subscriptions: announced.has(topic) ? [{ topic, subscribe: false }] : [] })
    }

    this.topics.set(topic, NOBODY)
    this.router.allowedTopics?.delete(topic)
  }

  /** Brings everything up to date: a topic was joined. */
  reviewAll (): void {
    this.router.peers.forEach((_, id) => { this.review(id) })
  }

  /** Brings up to date what a peer may hear and know; `id` is its text in gossipsub. */
  review (id: string): void {
    const peer = this.peerOf(id)

    if (peer === undefined) {
      return
    }

    const { announced, told } = this.knownOf(id)
    const topics = [...this.topics].map(([topic, rights]) => ({ topic, mayHear: rights.mayHear(peer), mayKnow: mayKnow(rights, peer) }))
    const shut = topics.filter(({ topic, mayHear }) => announced.has(topic) && !mayHear).map(({ topic }) => topic)
    const news = topics.filter(({ topic, mayKnow }) => told.has(topic) !== mayKnow)
    this.inject(id, {
      subscriptions: topics.filter(({ topic }) => announced.has(topic)).map(({ topic, mayHear }) => ({ topic, subscribe: mayHear })),
      control: shut.length === 0 ? undefined : { ihave: [], iwant: [], graft: [], idontwant: [], prune: shut.map(topicID => ({ topicID, peers: [], backoff: REGRAFT_SECONDS })) }
    })

    if (news.length > 0) {
      this.router.sendRpc(id, { subscriptions: news.map(({ topic, mayKnow }) => ({ topic, subscribe: mayKnow })), messages: [] })
    }
  }

  /** A peer is gone, by its text in gossipsub. */
  forget (gone: string): void {
    const isGone = (id: string): boolean => id === gone || !this.router.peers.has(id)
    const lost = [...this.known.keys()].filter(isGone)
    lost.forEach(id => this.known.delete(id))
  }

  /** Lets gossipsub believe that a peer said something. */
  private inject (id: string, { subscriptions, control }: Pick<RPC, 'subscriptions' | 'control'>): void {
    const from = this.router.peers.get(id)

    if (from !== undefined && (subscriptions.length > 0 || control !== undefined)) {
      // It takes everything in before its first wait, and what comes behind that throws for no peer's sake.
      void this.receive(from, { subscriptions, messages: [], control }).catch(() => {})
    }
  }

  private filterIn (from: PeerId, rpc: RPC): RPC {
    const peer = peerTextOf(from)
    const { announced } = this.knownOf(from.toString())
    const mayHear = (topic = ''): boolean => this.topics.get(topic)?.mayHear(peer) !== false
    const mayTell = (topic = ''): boolean => this.topics.get(topic)?.mayTell(peer) !== false

    for (const { topic = '', subscribe } of rpc.subscriptions) {
      if (subscribe !== true) {
        announced.delete(topic)
      } else if (announced.size < ANNOUNCED_MAX && topic.length <= TOPIC_CHARACTERS_MAX) {
        announced.add(topic)
      }
    }

    return {
      subscriptions: rpc.subscriptions.filter(({ topic, subscribe }) => subscribe !== true || mayHear(topic)),
      messages: rpc.messages.filter(({ topic }) => this.admit(peer, this.topics.get(topic))),
      control: rpc.control && {
        ...rpc.control,
        graft: rpc.control.graft.filter(({ topicID }) => mayHear(topicID)),
        ihave: rpc.control.ihave.filter(({ topicID }) => mayTell(topicID)) // to ask for a message there is to say that we take part
      }
    }
  }

  /** Whether a message of a peer may come in. */
  private admit (peer: PeerText, rights?: TopicRights): boolean {
    const mayTell = rights?.mayTell(peer) !== false

    if (!mayTell) {
      rights?.dropped?.(peer)
    }

    return mayTell
  }

  /** What of it may go to a peer; undefined when nothing is left. */
  private filterOut (id: string, rpc: Partial<RPC>): Partial<RPC> | undefined {
    const peer = this.peerOf(id)

    if (peer === undefined) {
      return undefined
    }

    const { told } = this.knownOf(id)
    const subscriptions = rpc.subscriptions?.filter(({ topic = '', subscribe }) => subscribe === true ? mayKnow(this.topics.get(topic), peer) : told.has(topic))
    const messages = rpc.messages?.filter(({ topic }) => this.topics.get(topic)?.mayHear(peer) !== false)

    if (messages?.length === rpc.messages?.length && subscriptions?.length === rpc.subscriptions?.length) {
      return rpc
    }

    // What would be left without a word tells a peer that there was something.
    return [messages, subscriptions, ...Object.values(rpc.control ?? {})].every(list => (list ?? []).length === 0) ? undefined : { ...rpc, messages, subscriptions }
  }

  /** Takes note of what a peer was told. */
  private note (id: string, { subscriptions = [] }: Partial<RPC>): void {
    const { told } = this.knownOf(id)
    subscriptions.forEach(({ topic = '', subscribe }) => subscribe === true ? told.add(topic) : told.delete(topic))
  }

  private peerOf (id: string): PeerText | undefined {
    const peer = this.router.peers.get(id)

    return peer && peerTextOf(peer)
  }

  /** What is known of a peer, remembered as long as gossipsub has a stream of it. */
  private knownOf (id: string): Known {
    const known = this.known.get(id) ?? { announced: new Set(), told: new Set() }

    if (this.router.peers.has(id)) {
      this.known.set(id, known)
    }

    return known
  }
}

/** Whether a peer may know that we take part in a topic. */
function mayKnow (rights: TopicRights | undefined, peer: PeerText): boolean {
  return rights === undefined || rights.mayHear(peer) || rights.mayTell(peer)
}
