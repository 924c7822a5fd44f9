import { isWhole, offeredBytes, verifyBundle } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { KIND_GOVERNANCE_MAX, KIND_GOVERNANCE_MIN } from '../../model/fact/index.ts'
import { eachInSlices } from '../../platform/index.ts'
import { UNDECLARED_RETRY_MS, WANTED_RETRY_MS } from './constants.ts'
import { fillsGaps } from './gaps.ts'
import { Gate } from './gate.ts'
import { Holds } from './holds.ts'
import { NameHolds } from './names/name-holds.ts'
import type { CommitQueue } from './commit/commit-queue.ts'
import type { Decoded, Door } from './door.ts'
import type { Origin } from './interface.ts'
import type { Bundle, OfferedBundle, Verdict } from '../../model/bundle/index.ts'
import type { Verify } from '../../model/identity/index.ts'
import type { Slices } from '../../platform/index.ts'
import type { Clock, Timers } from '../../platform/interface.ts'
import type { FactIndex } from '../index/index.ts'

/** What the receiver stands on. */
export interface ReceiverComponents {
  readonly clock: Clock
  readonly timers: Timers
  readonly door: Door
  readonly index: FactIndex
  readonly queue: CommitQueue
  readonly verify: Verify
  /** Cuts the reading of many bundles; without it all are read in one piece. */
  readonly slices?: Slices
  /** Takes note of the stamps of a bundle with a good signature. */
  observe (bundle: Bundle, origin: Origin): void
  /** Runs for a bundle with a good signature that is about to be taken in. */
  onVerified (bundle: Bundle): Promise<void>
  /** Notes, durably, that the content of a bundle that is about to be taken in is wanted, if facts of it are digests; false when there is no room. */
  want (bundle: Withheld): Promise<boolean>
  /** Takes out of bundles what is not taken in again: facts that were erased, or refused here. */
  withhold (bundles: readonly Bundle[]): Promise<Withheld[]>
  /** Runs once for each offer with its outcome. */
  onVerdict (verdict: Verdict | HeldVerdict, origin: Origin): void
}

/** A bundle, and the numbers of its facts that are withheld: they are digests in it, and nobody wants them. */
export interface Withheld {
  readonly bundle: Bundle
  readonly numbers: ReadonlySet<number>
}

/** A bundle from the near future, or under a name that nobody has declared, is neither taken nor refused yet; its carrier is told why. */
export interface HeldVerdict {
  readonly result: 'hold'
  readonly code: 'hlc_skew' | 'source_not_owned'
  readonly hash: Uint8Array
  /** When it may be offered again, in milliseconds since 1970. */
  readonly dueMs: number
}

type Outcome = Verdict | HeldVerdict

/** Bundles that were offered together and were not under way before, and what becomes of each. */
interface Group {
  readonly bundles: Bundle[]
  outcomes: Promise<Outcome[]>
}

/** Where a bundle stands. */
interface Place {
  readonly group: Group
  readonly index: number
}

/** An offer, and where the bundle stands that was offered first under its hash. */
interface PlacedOffer extends Place {
  readonly bundle: Bundle
  readonly isFirst: boolean
}

/**
 * Takes bundles from peers: through the gate and the door, past the verifier, into the queue. Bundles that are offered
 * together take each step together, so a frame of them becomes one group of the journal.
 */
export class Receiver {
  private readonly components: ReceiverComponents
  private readonly gate: Gate
  private readonly holds: Holds
  private readonly nameHolds: NameHolds
  /** Bundles under way by hash: a second offer waits for what becomes of the first. */
  private readonly underway = new Map<string, Place>()
  /** What is being received, by who brings it. */
  private readonly arriving = new Map<Promise<unknown>, Origin>()
  /** Offers are read and begun in the order in which they came. */
  private turn: Promise<unknown> = Promise.resolve()

  constructor (components: ReceiverComponents, init: { bytesMax: number, heldMax: number }) {
    this.components = components
    this.gate = new Gate({ max: init.bytesMax })
    // A store that fails now fails the next caller too, and that one is told.
    const release = (bytes: Uint8Array, origin: Origin): void => { this.receive([bytes], origin).catch(() => {}) }
    this.holds = new Holds({ clock: components.clock, timers: components.timers, release }, { max: init.heldMax })
    this.nameHolds = new NameHolds({ clock: components.clock, release }, { max: init.heldMax })
  }

  /** A verdict for each bundle, in order. */
  async receive (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]> {
    const received = this.receiveAll(bundles, origin)
    this.arriving.set(received, origin)

    return received.finally(() => { this.arriving.delete(received) })
  }

  /** Forgets what is held of a peer, and resolves once nothing that it brought before is under way. */
  async settle (peer: string): Promise<void> {
    const arriving = [...this.arriving].filter(([, origin]) => origin.peer === peer).map(([received]) => received)
    await Promise.allSettled(arriving)
    this.holds.forget(peer)
    this.nameHolds.forget(peer)
  }

  private async receiveAll (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]> {
    const size = bundles.reduce((sum, offer) => sum + offeredBytes(offer).length, 0)
    await this.gate.enter(size)

    try {
      const { outcomes } = await this.begin(bundles, origin)
      return (await outcomes).map(outcome => this.conclude(outcome, origin))
    } finally {
      this.gate.leave(size)
    }
  }

  /** Reads bundles, and starts what is not under way. */
  private async begin (bundles: readonly OfferedBundle[], origin: Origin): Promise<{ outcomes: Promise<Outcome[]> }> {
    const { door, slices } = this.components
    const begun = this.turn.then(async () => {
      const offers: Decoded[] = []
      await slices?.pause() // This turn may have been spent on bringing them.
      await eachInSlices(bundles, bundle => { offers.push(door.decode(bundle, origin.scope)) }, slices)
      return { outcomes: this.offer(offers, origin) }
    })
    this.turn = begun.catch(() => {})

    return begun
  }

  /** An author has declared a name, so what is held of it is judged again. */
  claimed (author: Uint8Array): void {
    this.nameHolds.claimed(author)
  }

  /** Does something about a bundle that is here, while no copy of it is under way; offers of it wait until that is done. */
  async alone (bundle: Pick<Bundle, 'hash'>, work: () => Promise<void>): Promise<void> {
    const name = toHex(bundle.hash)

    for (let first = this.underway.get(name); first != null; first = this.underway.get(name)) {
      await first.group.outcomes.catch(() => {})
    }

    const group: Group = { bundles: [], outcomes: Promise.resolve([]) }
    this.underway.set(name, { group, index: 0 })
    const done = work().finally(() => { this.underway.delete(name) })
    group.outcomes = done.then(() => [], () => [])
    await done
  }

  /** Lets go of everything that is held. */
  stop (): void {
    this.holds.clear()
    this.nameHolds.clear()
  }

  /** Starts what is not under way, and answers for all offers in order. */
  private async offer (offers: readonly Decoded[], origin: Origin): Promise<Outcome[]> {
    const group: Group = { bundles: [], outcomes: Promise.resolve([]) }
    const places = offers.map(offer => 'refusal' in offer ? offer : this.place(offer.bundle, group))
    group.outcomes = this.take(group.bundles, origin).finally(() => { this.forget(group) })
    const own = await group.outcomes
    const outcomes: Outcome[] = []

    for (const place of places) {
      if ('refusal' in place) {
        outcomes.push(place.refusal)
      } else {
        outcomes.push(place.isFirst ? own[place.index] : await this.offerAsSecond(place, origin))
      }
    }

    return outcomes
  }

  /**
   * Registers a bundle as under way in the same turn in which its lookup begins: whatever another offer finished before
   * that, the lookup finds.
   */
  private place (bundle: Bundle, group: Group): PlacedOffer {
    const name = toHex(bundle.hash)
    const first = this.underway.get(name)

    if (first != null) {
      return { ...first, bundle, isFirst: false }
    }

    const place = { group, index: group.bundles.length }
    this.underway.set(name, place)
    group.bundles.push(bundle)
    return { ...place, bundle, isFirst: true }
  }

  /**
   * The answer to an offer of a bundle that was under way. A hash names neither the signature nor which facts are here, so
   * other bytes are judged for themselves, unless the first offer was taken and left nothing to be wished for.
   */
  private async offerAsSecond ({ bundle, group, index }: PlacedOffer, origin: Origin): Promise<Outcome> {
    const outcome = (await group.outcomes).at(index)
    const first = group.bundles.at(index)

    if (first == null || outcome == null) {
      return (await this.offer([{ bundle }], origin))[0] // Something else was done about the bundle meanwhile.
    }

    if (outcome.result === 'accept' && isWhole(first)) {
      return hereAlready(bundle)
    }

    if (!equalBytes(first.bytes, bundle.bytes)) {
      return (await this.offer([{ bundle }], origin))[0]
    }

    return outcome.result === 'accept' ? hereAlready(bundle) : outcome
  }

  private forget ({ bundles }: Group): void {
    bundles.forEach(({ hash }) => { this.underway.delete(toHex(hash)) })
  }

  /**
   * Takes what governs scopes before the rest, as long as that introduces authors: a group that brings a grant and the facts
   * of who is granted is taken in one pass, in whatever order it comes.
   */
  private async take (bundles: readonly Bundle[], origin: Origin): Promise<Outcome[]> {
    let acts = bundles.filter(governs)

    if (acts.length === 0) {
      return this.takeTogether(bundles, origin)
    }

    const outcomes = new Map<Bundle, Outcome>()
    const takeSome = async (some: readonly Bundle[]): Promise<void> => {
      const taken = await this.takeTogether(some, origin)
      some.forEach((bundle, i) => { outcomes.set(bundle, taken[i]) })
    }

    for (let before = Infinity; acts.length > 0 && acts.length < before;) {
      before = acts.length
      await takeSome(acts)
      acts = acts.filter(bundle => isNotIntroduced(outcomes.get(bundle)))
    }

    await takeSome(bundles.filter(bundle => !outcomes.has(bundle)))

    return bundles.flatMap(bundle => outcomes.get(bundle) ?? [])
  }

  /** Leads bundles through all steps, each of them for all before the next begins. */
  private async takeTogether (bundles: readonly Bundle[], origin: Origin): Promise<Outcome[]> {
    const { index, verify, withhold } = this.components
    const rows = await index.read.bundles(bundles.map(({ hash }) => hash))
    const left = await withhold(bundles)
    const early = left.map((one, i) => isOfUse(one, rows[i]) ? this.turnAway(bundles[i], origin) : hereAlready(bundles[i]))
    const good = await Promise.all(bundles.map(async (bundle, i) => early[i] == null && verifyBundle(bundle, verify)))

    return Promise.all(left.map(async (one, i) => early[i] ?? (good[i] ? this.commit(one, origin) : notSigned(bundles[i]))))
  }

  /** Why a bundle is not worth a look at its signature, if it is not. */
  private turnAway (bundle: Bundle, origin: Origin): Outcome | undefined {
    const { door, queue } = this.components
    const { state, reason } = queue.state()

    // Nothing could be kept of it. A full disk is tried again with each bundle.
    if (state === 'failed') {
      return { result: 'ignore', code: 'storage_failed', hash: bundle.hash, detail: reason }
    }

    const admission = door.admit(bundle)

    if (admission.result === 'hold') {
      return this.hold(bundle, origin, admission.dueMs)
    }

    if (admission.result === 'await-name') {
      return this.holdForName(bundle, origin)
    }

    return admission.result === 'pass' ? undefined : admission
  }

  private async commit (withheld: Withheld, origin: Origin): Promise<Outcome> {
    const { clock, observe, onVerified, queue, want } = this.components
    const { bundle } = withheld
    const { hash } = bundle
    observe(bundle, origin)

    try {
      await onVerified(bundle)

      if (!await want(withheld)) {
        return { result: 'ignore', code: 'quota_exceeded', hash, retryAtMs: clock.nowMs() + WANTED_RETRY_MS }
      }

      await queue.submit(bundle, { via: origin.via, receivedMs: clock.nowMs(), peer: origin.peer })
      return { result: 'accept', hash, known: false }
    } catch (err) {
      return { result: 'ignore', code: 'storage_failed', hash, detail: err instanceof Error ? err.message : undefined }
    }
  }

  private hold (bundle: Bundle, origin: Origin, dueMs: number): Outcome {
    const held = this.holds.hold(bundle.hash, { bytes: bundle.bytes, origin, dueMs })

    return held
      ? { result: 'hold', code: 'hlc_skew', hash: bundle.hash, dueMs }
      : { result: 'ignore', code: 'hlc_skew', hash: bundle.hash, retryAtMs: dueMs }
  }

  private holdForName (bundle: Bundle, origin: Origin): Outcome {
    const retryAtMs = this.components.clock.nowMs() + UNDECLARED_RETRY_MS
    const { hash } = bundle

    return this.nameHolds.hold(bundle, origin)
      ? { result: 'hold', code: 'source_not_owned', hash, dueMs: retryAtMs }
      : { result: 'ignore', code: 'source_not_owned', hash, retryAtMs, detail: 'the author has not declared a name that stands in it' }
  }

  private conclude (outcome: Outcome, origin: Origin): Verdict {
    this.components.onVerdict(outcome, origin)

    return outcome.result === 'hold'
      ? { result: 'ignore', code: outcome.code, hash: outcome.hash, retryAtMs: outcome.dueMs }
      : outcome
  }
}

function hereAlready ({ hash }: Bundle): Outcome {
  return { result: 'accept', hash, known: true }
}

function notSigned ({ hash }: Bundle): Outcome {
  return { result: 'reject', code: 'invalid_signature', hash }
}

/** Whether a bundle is not here, or brings facts of which only digests are; `row` is its entry in the index. */
function isOfUse ({ bundle: { facts }, numbers }: Withheld, row: Uint8Array | undefined): boolean {
  return row == null || fillsGaps(row, facts, numbers)
}

/** Whether a bundle says who may do what in a scope. Such facts stand apart from all others, so one tells. */
function governs ({ decoded }: Bundle): boolean {
  const kind = decoded.find(fact => fact != null)?.kind ?? 0
  return kind >= KIND_GOVERNANCE_MIN && kind <= KIND_GOVERNANCE_MAX
}

function isNotIntroduced (outcome: Outcome | undefined): boolean {
  return outcome?.result === 'ignore' && outcome.code === 'not_introduced'
}
