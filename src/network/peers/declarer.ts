import { DECLARED_SCOPES_MAX } from '../../model/body/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { DECLARATION_LIFETIME_MS } from './constants.ts'
import { sealDeclaration } from './declaration.ts'
import { shareOf } from './share.ts'
import type { PeersComponents, PeersInit } from './interface.ts'
import type { DeclaredScope } from '../../model/body/index.ts'
import type { PeerText } from '../wire/index.ts'

/** What the declarer stands on. */
export interface DeclarerComponents extends Pick<PeersComponents, 'scopes' | 'signer' | 'clock' | 'random'> {
  /** Whether a peer may hear the id of a scope. */
  mayHear (scope: Uint8Array, peer: PeerText): boolean
}

/** What a connected peer heard last. */
interface Sent {
  readonly bytes: Uint8Array
  /** What it says, in one text. */
  readonly says: string
  readonly sequence: number
  readonly expiresMs: number
}

/**
 * What this node declares. Each peer hears of the scopes that it may know, so declarations differ by hearer. Their
 * sequence rises with the wall clock and above what the hearer knows, so it needs no record: a node whose clock
 * or home was set back is told by its peers where it had come to.
 */
export class Declarer {
  readonly #components: DeclarerComponents
  readonly #init: Pick<PeersInit, 'net' | 'names' | 'share'>
  readonly #sent = new Map<PeerText, Sent>()
  #sequence = 0

  constructor (components: DeclarerComponents, init: Pick<PeersInit, 'net' | 'names' | 'share'>) {
    this.#components = components
    this.#init = init
  }

  /** What we offer a peer of a scope; undefined for one that we do not share with it, or do not hold. */
  offerOf (peer: PeerText, scope: Uint8Array): DeclaredScope | undefined {
    const named = this.#components.scopes().find(({ id }) => equalBytes(id, scope))
    const share = named === undefined ? undefined : shareOf(this.#init.share, named)

    return share !== undefined && (share.push || share.pull) && this.#components.mayHear(scope, peer) ? { scope, ...share } : undefined
  }

  /** The declaration for a peer: the one that it heard on this connection, if it still says what we mean and the peer has nothing newer. */
  async declare (peer: PeerText, known: number): Promise<Uint8Array> {
    const offers = this.#offersTo(peer)
    const says = textOf(offers)
    const sent = this.#sent.get(peer)

    if (sent?.says === says && sent.sequence >= known && !this.#isOld(sent)) {
      return sent.bytes
    }

    const { clock, random, signer } = this.#components
    const { net, names } = this.#init
    const nowMs = clock.nowMs()
    this.#sequence = Math.max(this.#sequence + 1, nowMs)
    // What a peer claims to know moves the numbers of nobody else, so who lies about it harms itself.
    const sequence = Math.min(Math.max(this.#sequence, known + 1, (sent?.sequence ?? 0) + 1), Number.MAX_SAFE_INTEGER)
    const expiresMs = nowMs + DECLARATION_LIFETIME_MS
    const bytes = await sealDeclaration({ names, relays: [], scopes: offers, sequence, expiresMs }, { net, signer, clock, random })
    this.#sent.set(peer, { bytes, says, sequence, expiresMs })

    return bytes
  }

  /** Whether what a connected peer heard of us has to be said anew: it says something else than we mean, or half of its time is over. */
  isDue (peer: PeerText): boolean {
    const sent = this.#sent.get(peer)

    return sent !== undefined && (this.#isOld(sent) || sent.says !== textOf(this.#offersTo(peer)))
  }

  /** When our declaration for a peer ends, in milliseconds since 1970. One that was not said yet begins now. */
  endOf (peer: PeerText): number {
    return this.#sent.get(peer)?.expiresMs ?? this.#components.clock.nowMs() + DECLARATION_LIFETIME_MS
  }

  /** Forgets what peers heard that are not connected any more. */
  forgetOthers (connected: ReadonlySet<PeerText>): void {
    for (const peer of this.#sent.keys()) {
      if (!connected.has(peer)) {
        this.#sent.delete(peer)
      }
    }
  }

  #isOld ({ expiresMs }: Sent): boolean {
    return this.#components.clock.nowMs() >= expiresMs - DECLARATION_LIFETIME_MS / 2
  }

  #offersTo (peer: PeerText): DeclaredScope[] {
    return this.#components.scopes().flatMap(({ id }) => this.offerOf(peer, id) ?? []).slice(0, DECLARED_SCOPES_MAX)
  }
}

function textOf (offers: readonly DeclaredScope[]): string {
  return offers.map(({ scope, push, pull }) => `${toHex(scope)} ${push} ${pull}`).join()
}
