import { peerIdText } from '../../model/identity/index.ts'
import { MET_PEERS_MAX, NEW_ISSUER_MS } from './constants.ts'
import type { Hello } from '../../network/hello/index.ts'
import type { PeerText } from '../../network/wire/index.ts'
import type { Clock } from '../../platform/interface.ts'

/** What tells which issuers have room of their own; a node has it before it knows whom it met. */
export interface IssuerSources {
  /** Whether a peer, by its key, holds a grant in a closed scope of this node, or was accepted by the operator. */
  isGranted (peer: Uint8Array): boolean
  hello: Pick<Hello, 'addEventListener'>
  clock: Pick<Clock, 'monotonicMs'>
}

/** For whose nonces there is room: peers with a grant have half of it, and new ones, of whom anybody can make many, little. */
export class TokenIssuers {
  private sources: IssuerSources | undefined
  /** When each peer was accepted first, in monotonic milliseconds; the oldest first. */
  private readonly metMs = new Map<PeerText, number>()

  /** Begins to take note of who comes. */
  join (sources: IssuerSources): void {
    this.sources = sources
    sources.hello.addEventListener('peer:accept', ({ detail: { peer } }) => { this.meet(peer, sources.clock.monotonicMs()) })
  }

  /** Whether an issuer may take of the half that is reserved. */
  readonly isReserved = (issuer: Uint8Array): boolean => this.sources?.isGranted(issuer) === true

  /** Whether an issuer was met only lately. */
  readonly isNew = (issuer: Uint8Array): boolean => {
    const metMs = this.metMs.get(peerIdText(issuer))

    return metMs === undefined || this.sources === undefined || this.sources.clock.monotonicMs() - metMs < NEW_ISSUER_MS
  }

  private meet (peer: PeerText, nowMs: number): void {
    this.metMs.set(peer, this.metMs.get(peer) ?? nowMs)
    const [oldest] = this.metMs.keys()

    if (this.metMs.size > MET_PEERS_MAX) {
      this.metMs.delete(oldest)
    }
  }
}
