import { actFact, BOXES_MAX, scopeUri } from '../../model/body/index.ts'
import { boxScopeKey, keyRing, NONCE_BYTES, SCOPE_KEY_BYTES } from '../../model/seal/index.ts'
import { agreementOf } from '../governance/index.ts'
import type { BoxedKey } from '../../model/body/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { KeyRing, ScopeKey } from '../../model/seal/index.ts'
import type { Clock, Random } from '../../platform/interface.ts'
import type { ActGovernance, ActGovernanceComponents } from '../governance/index.ts'

/** What scope keys are made with. */
export interface ScopeKeysComponents {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly governance: Pick<ActGovernance, 'actsOf' | 'keys' | 'members'>
  readonly random: Pick<Random, 'bytes'>
  readonly signer: ActGovernanceComponents['signer']
  /** The source of acts of this node. */
  readonly defaultSource: string
}

/** Makes the keys of closed scopes and boxes them for members. A node whose key only signs makes none. */
export class ScopeKeys {
  private readonly components: ScopeKeysComponents

  constructor (components: ScopeKeysComponents) {
    this.components = components
  }

  /** The facts that hold the next key of a scope, for these peers; none where nobody could open it. */
  nextFor (scope: Uint8Array, peers: readonly Uint8Array[]): Fact[] {
    const { defaultSource, governance, random } = this.components
    const key = { scope, number: (governance.actsOf(scope)?.highestKey() ?? 0) + 1, key: random.bytes(SCOPE_KEY_BYTES) }
    const boxes = peers.flatMap(peer => {
      const box = this.box(key, peer)
      return box === undefined ? [] : [{ peer, box }]
    })
    const facts: Fact[] = []

    for (let at = 0; at < boxes.length; at += BOXES_MAX) {
      const body = { number: key.number, boxes: boxes.slice(at, at + BOXES_MAX) }
      facts.push(actFact('scope-key', { body, entity: scopeUri(scope), source: defaultSource }))
    }

    return facts
  }

  /** The newest key of a scope in a box for a peer; undefined when this node has none, or the peer could not open it. */
  newestFor (scope: Uint8Array, peer: Uint8Array): BoxedKey | undefined {
    const { sending } = this.ring(scope)
    const box = sending === undefined ? undefined : this.box(sending, peer)

    return sending === undefined || box === undefined ? undefined : { number: sending.number, box }
  }

  /** Whether the highest number of a scope has several keys. */
  isContested (scope: Uint8Array): boolean {
    return this.ring(scope).contested
  }

  private ring (scope: Uint8Array): KeyRing {
    return keyRing(this.components.governance.keys(scope), this.components.clock.nowMs())
  }

  private box (key: ScopeKey, receiver: Uint8Array): Uint8Array | undefined {
    const { random, signer } = this.components
    const agreement = agreementOf(signer)

    return agreement && boxScopeKey(key, agreement, { receiver, nonce: random.bytes(NONCE_BYTES) })
  }
}
