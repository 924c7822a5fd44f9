import { RIGHTS } from '../../model/body/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { openNewestBoxes } from '../../model/seal/index.ts'
import { Introductions, judgeActs } from '../../policy/scope/index.ts'
import { ActLog } from './act-log.ts'
import { KEY_NUMBER_STEP_MAX } from './constants.ts'
import { ForkedChains } from './forked-chains.ts'
import type { HeldScope, Member } from './interface.ts'
import type { BoxedKey } from '../../model/body/index.ts'
import type { KeyAgreement, KnownKey, ScopeBox } from '../../model/seal/index.ts'
import type { Act, BundlePlace, Governing, ScopeEffect, Standing } from '../../policy/scope/index.ts'

/** What a bundle says of its scope, and when it came here. */
export interface ArrivedActs {
  readonly said: Governing
  /** Milliseconds since 1970 by our clock. */
  readonly receivedMs: number
}

/** Whose eyes the acts of a scope are read with. */
export interface ScopeActsInit {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Our own public key, 32 bytes. */
  readonly self: Uint8Array
}

/** What nobody may do. */
export const NO_STANDING: Standing = { isEffective: false, names: [], has: () => false }

/** The acts of one scope, and what they come to. The effect is worked out when somebody asks after an act came. */
export class ScopeActs {
  /** Chains with two bundles at one place. Whoever changes them calls {@link ScopeActs.changed}. */
  public readonly forks = new ForkedChains()
  /** Grows with each act that is learned. */
  public version = 0
  readonly #init: ScopeActsInit
  readonly #introductions = new Introductions()
  readonly #log = new ActLog()
  /** Everybody who is introduced, the creator first. */
  readonly #peers: Uint8Array[] = []
  /** What authors said who are not introduced so far: at a start acts come in the order of their stamps. */
  readonly #waiting = new Map<string, ArrivedActs[]>()
  /** When the bundles of keys for us came. */
  readonly #received = new Map<string, number>()
  /** How many acts hold a key of a number for us. */
  readonly #numbers = new Map<number, number>()
  #count = 0
  #genesisHash: Uint8Array | undefined
  #names = 0
  #revokes = false
  #effect: ScopeEffect | undefined
  #keys: readonly KnownKey[] | undefined

  constructor (init: ScopeActsInit) {
    this.#init = init
  }

  /** What the genesis says; undefined while it is not here. */
  get held (): HeldScope | undefined {
    const { genesis } = this.#introductions
    return genesis === undefined ? undefined : { id: this.#init.scope, name: genesis.name, creator: genesis.creator }
  }

  /** Hash of the bundle that holds the genesis. */
  get genesisHash (): Uint8Array | undefined {
    return this.#genesisHash
  }

  /** How many acts were learned beside the genesis. */
  get count (): number {
    return this.#count
  }

  /** Whether its creator is the only one whom an act names. */
  get isAlone (): boolean {
    return this.#peers.length === 1 && this.#names === 0
  }

  /** Whether everything in it has effect: only its creator ever wrote in it, who was never revoked. */
  get isOpen (): boolean {
    return this.#peers.length === 1 && !this.#revokes
  }

  /** Acts that found no room and have no effect. */
  get overflow (): number {
    return this.#log.overflow
  }

  isIntroduced (author: Uint8Array): boolean {
    return this.#introductions.isIntroduced(author)
  }

  /** Takes in what a bundle says; one that was learned before changes nothing. Answers whether anything changed. */
  learn (first: ArrivedActs): boolean {
    const before = this.version
    const open = [first]

    for (let arrived = open.pop(); arrived !== undefined; arrived = open.pop()) {
      const author = toHex(arrived.said.bundle.author)

      if (this.#introductions.enters(arrived.said)) {
        for (const peer of this.#learnOne(arrived)) {
          open.push(...this.#waiting.get(toHex(peer)) ?? [])
          this.#waiting.delete(toHex(peer))
        }
      } else if (arrived.said.acts.length > 0) {
        const waiting = this.#waiting.get(author) ?? []
        waiting.push(arrived)
        this.#waiting.set(author, waiting)
      }
    }

    return this.version > before
  }

  /** The chains changed, so what the acts come to has to be worked out anew. */
  changed (): void {
    this.version++
    this.#forget()
  }

  /** Whether several acts hold a key of the highest number for us, which may be different ones. */
  get hasRivalKeys (): boolean {
    return (this.#numbers.get(Math.max(...this.#numbers.keys())) ?? 0) > 1
  }

  standingAt (place: BundlePlace): Standing {
    return this.#judged()?.standingAt(place) ?? NO_STANDING
  }

  standingNow (peer: Uint8Array, nowMs: number): Standing {
    return this.#judged()?.standingNow(peer, nowMs) ?? NO_STANDING
  }

  /** Acts in the order in which they are judged, and whether each has effect. */
  acts (): Array<{ readonly act: Act, readonly isEffective: boolean }> {
    const effective = new Set(this.#judged()?.acts)
    return [...this.#log.all()].map(act => ({ act, isEffective: effective.has(act) }))
  }

  members (nowMs: number): Member[] {
    return this.#peers.flatMap(peer => {
      const standing = this.standingNow(peer, nowMs)
      const rights = RIGHTS.filter(right => standing.has(right))
      return rights.length === 0 ? [] : [{ peer, rights, names: standing.names }]
    })
  }

  /** The keys in effective acts that open for us. */
  keys (agreement: KeyAgreement): readonly KnownKey[] {
    this.#keys ??= this.#openKeys(agreement)
    return this.#keys
  }

  /** The highest number of a key with effect, 0 when there is none. */
  highestKey (): number {
    return [...this.#numbered()].reduce((highest, { number }) => Math.max(highest, number), 0)
  }

  #learnOne ({ said, receivedMs }: ArrivedActs): Uint8Array[] {
    const introduced = this.#introductions.learn(said)
    this.#peers.push(...introduced)
    this.#genesisHash ??= said.genesis === undefined ? undefined : said.bundle.hash
    this.version += introduced.length

    for (const act of said.acts) {
      this.version += Number(this.#learnAct(act, receivedMs))
    }

    return introduced
  }

  #learnAct (act: Act, receivedMs: number): boolean {
    const { overflow } = this.#log
    const own = forUs(act, this.#init.self)

    if (!this.#log.add(own)) {
      return false
    }

    // Most come behind all others, and undo nothing.
    if (this.#log.overflow > overflow || this.#effect?.grow(own) !== true) {
      this.#forget()
    }

    const { creator = act.bundle.author } = this.#introductions.genesis ?? {}
    this.#count++
    this.#revokes ||= act.kind === 'revocation'
    this.#names += Number(namesOthers(act, creator))

    if (boxesIn(own).length > 0) {
      const number = numberOf(own)
      this.#received.set(toHex(act.bundle.hash), receivedMs)
      this.#numbers.set(number, (this.#numbers.get(number) ?? 0) + 1)
      this.#keys = undefined
    }

    return true
  }

  #forget (): void {
    this.#effect = undefined
    this.#keys = undefined
  }

  #judged (): ScopeEffect | undefined {
    const { genesis } = this.#introductions
    this.#effect ??= genesis === undefined ? undefined : judgeActs(genesis.creator, this.#log.all(), this.forks)

    return this.#effect
  }

  /** Effective acts with keys, in the order of judgement, but for those whose numbers lie too far ahead. */
  * #numbered (): Generator<{ readonly act: Act, readonly number: number }> {
    let highest = 0

    for (const act of this.#judged()?.acts ?? []) {
      const number = numberOf(act)

      if (number > 0 && number <= highest + KEY_NUMBER_STEP_MAX) {
        highest = Math.max(highest, number)
        yield { act, number }
      }
    }
  }

  #openKeys (agreement: KeyAgreement): KnownKey[] {
    const boxes: ScopeBox[] = []
    const knownMs = new Map<number, number>()

    for (const { act, number } of this.#numbered()) {
      for (const { box } of boxesIn(act)) {
        boxes.push({ box, number, scope: this.#init.scope, sender: act.bundle.author })
        knownMs.set(number, Math.min(knownMs.get(number) ?? Infinity, this.#received.get(toHex(act.bundle.hash)) ?? Infinity))
      }
    }

    return openNewestBoxes(boxes, agreement).map(key => ({ ...key, knownMs: knownMs.get(key.number) ?? 0 }))
  }
}

/** An act without the boxes of others: nobody here can open them, and they take most of the room. */
function forUs (act: Act, self: Uint8Array): Act {
  switch (act.kind) {
    case 'scope-key': return { ...act, body: { ...act.body, boxes: act.body.boxes.filter(({ peer }) => equalBytes(peer, self)) } }
    case 'grant': return equalBytes(act.body.peer, self) || act.body.key === undefined ? act : { ...act, body: { ...act.body, key: { ...act.body.key, box: new Uint8Array(0) } } }
    default: return act
  }
}

/** The number of the key that an act holds, 0 when it holds none. */
function numberOf (act: Act): number {
  switch (act.kind) {
    case 'scope-key': return act.body.number
    case 'grant': return act.body.key?.number ?? 0
    default: return 0
  }
}

/** The boxes of an act that {@link forUs} left in it. */
function boxesIn (act: Act): ReadonlyArray<Pick<BoxedKey, 'box'>> {
  switch (act.kind) {
    case 'scope-key': return act.body.boxes
    case 'grant': return act.body.key === undefined || act.body.key.box.length === 0 ? [] : [act.body.key]
    default: return []
  }
}

/** Whether an act speaks of somebody beside the creator. */
function namesOthers (act: Act, creator: Uint8Array): boolean {
  return act.kind === 'scope-key' ? !equalBytes(act.bundle.author, creator) : !equalBytes(act.body.peer, creator)
}
