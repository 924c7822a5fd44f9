import { topicOf } from './topic.ts'
import type { GossipsubOpts } from '@libp2p/gossipsub'
import type { TopicScoreParams } from '@libp2p/gossipsub/score'

/** Milliseconds in a second: the unit in which gossipsub counts time in the mesh and lets counters decay. */
const SECOND_MS = 1_000

/** What gossipsub is told about whom to talk to and whom to believe. */
export type OverlayOptions = Required<Pick<GossipsubOpts, 'D' | 'Dlo' | 'Dhi' | 'Dout' | 'Dscore' | 'Dlazy' | 'gossipFactor' | 'floodPublish' |
'gossipsubIWantFollowupMs' | 'allowedTopics' | 'scoreParams' | 'scoreThresholds'>>

/**
 * Counters lose this share of themselves in each second that leaves half after so many seconds.
 */
function halvedAfter (seconds: number): number {
  return 0.5 ** (1 / seconds)
}

/**
 * How a neighbour earns and loses standing in one topic. It can earn 8 and lose without bound: what it earned hides no
 * invalid message.
 */
const TOPIC_SCORE: TopicScoreParams = {
  topicWeight: 1,
  // P1, up to 3: a neighbour that stays, 0.01 for each second.
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: SECOND_MS,
  timeInMeshCap: 300,
  // P2, up to 5: a neighbour that tells news first, 0.05 for each bundle.
  firstMessageDeliveriesWeight: 0.05,
  firstMessageDeliveriesDecay: halvedAfter(60),
  firstMessageDeliveriesCap: 100,
  // P3 is off: topics are silent for hours, and a neighbour with nothing to tell is honest.
  meshMessageDeliveriesWeight: 0,
  meshMessageDeliveriesDecay: 0.5,
  meshMessageDeliveriesCap: 100,
  meshMessageDeliveriesThreshold: 1,
  meshMessageDeliveriesWindow: SECOND_MS,
  meshMessageDeliveriesActivation: SECOND_MS,
  meshFailurePenaltyWeight: 0,
  meshFailurePenaltyDecay: 0.5,
  // P4: rejected messages, -20 times the square of their number, of which half is forgotten in ten minutes.
  invalidMessageDeliveriesWeight: -20,
  invalidMessageDeliveriesDecay: halvedAfter(600)
}

/**
 * How a neighbour loses standing in the topic of a closed scope. It earns nothing there: merit in many topics together could
 * hide an invalid message in one of them.
 */
export const SEALED_TOPIC_SCORE: TopicScoreParams = { ...TOPIC_SCORE, timeInMeshWeight: 0, firstMessageDeliveriesWeight: 0 }

/**
 * Settings of gossipsub for the topics of some scopes, by their ids of 32 bytes: how many neighbours, what they are
 * scored for, and from where on they are not heard. `docs/protocols/gossip.md` says why. No other topic is let in.
 *
 * @param scopes - ids of the scopes
 * @param faultsOf - how often a peer, by the text that gossipsub knows it by, was at fault elsewhere
 */
export function overlayOptions (scopes: readonly Uint8Array[], faultsOf: (peer: string) => number = () => 0): OverlayOptions {
  const topics = scopes.map(topicOf)

  return {
    D: 6,
    Dlo: 4,
    Dhi: 12,
    Dout: 2,
    Dscore: 4,
    Dlazy: 6,
    gossipFactor: 0.25,
    floodPublish: true,
    gossipsubIWantFollowupMs: 10 * SECOND_MS,
    allowedTopics: topics,
    scoreParams: {
      topics: Object.fromEntries(topics.map(topic => [topic, TOPIC_SCORE])),
      topicScoreCap: 10,
      // P5: faults in sync. One ends the neighbourhood, five close the ear.
      appSpecificScore: faultsOf,
      appSpecificWeight: -20,
      // P6 is off: many nodes share an address, in a house, behind a relay, on one machine.
      IPColocationFactorWeight: 0,
      // P7: promises that were not kept and joins that come too early. One in each heartbeat costs nothing.
      behaviourPenaltyWeight: -1,
      behaviourPenaltyThreshold: 8,
      behaviourPenaltyDecay: 0.8,
      decayInterval: SECOND_MS,
      decayToZero: 0.01,
      retainScore: 3_600 * SECOND_MS
    },
    scoreThresholds: {
      gossipThreshold: -10,
      publishThreshold: -50,
      graylistThreshold: -80,
      acceptPXThreshold: 1_000,
      opportunisticGraftThreshold: 1
    }
  }
}
