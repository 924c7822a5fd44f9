import { verifyBundle } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { Gate } from './gate.ts'
import { Holds } from './holds.ts'
import type { CommitQueue } from './commit/commit-queue.ts'
import type { Decoded, Door } from './door.ts'
import type { Origin } from './interface.ts'
import type { Bundle, OfferedBundle, Verdict } from '../../model/bundle/index.ts'
import type { Verify } from '../../model/identity/index.ts'
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
  /** Takes note of the stamps of a bundle with a good signature. */
  observe (bundle: Bundle, origin: Origin): void
  /** Runs for a bundle with a good signature that is about to be taken in. */
  onVerified (bundle: Bundle): Promise<void>
  /** Runs once for each offer with its outcome. */
  onVerdict (verdict: Verdict | HeldVerdict, origin: Origin): void
}

/** A bundle from the near future is neither taken nor refused yet; its carrier is told `hlc_skew`. */
export interface HeldVerdict {
  readonly result: 'hold'
  readonly hash: Uint8Array
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

/**
 * Takes bundles from peers: through the gate and the door, past the verifier, into the queue. Bundles that are offered
 * together take each step together, so a frame of them becomes one group of the journal.
 */
export class Receiver {
  private readonly components: ReceiverComponents
  private readonly gate: Gate
  private readonly holds: Holds
  /** Bundles under way by hash: a second offer waits for the outcome of the first. */
  private readonly underway = new Map<string, Place>()

  constructor (components: ReceiverComponents, init: { bytesMax: number, heldMax: number }) {
    this.components = components
    this.gate = new Gate({ max: init.bytesMax })
    this.holds = new Holds({
      clock: components.clock,
      timers: components.timers,
      // A store that fails now fails the next caller too, and that one is told.
      release: (bytes, origin) => { this.receive([bytes], origin).catch(() => {}) }
    }, { max: init.heldMax })
  }

  /** A verdict for each bundle, in order. */
  async receive (bundles: readonly OfferedBundle[], origin: Origin): Promise<Verdict[]> {
    const size = bundles.reduce((sum, offer) => sum + bytesOf(offer).length, 0)
    await this.gate.enter(size)

    try {
      const outcomes = await this.offer(bundles.map(offer => this.components.door.decode(offer)), origin)
      return outcomes.map(outcome => this.conclude(outcome, origin))
    } finally {
      this.gate.leave(size)
    }
  }

  /** Lets go of everything that is held. */
  stop (): void {
    this.holds.clear()
  }

  /** Starts what is not under way, and answers for all offers in order. */
  private async offer (offers: readonly Decoded[], origin: Origin): Promise<Outcome[]> {
    const group: Group = { bundles: [], outcomes: Promise.resolve([]) }
    const places = offers.map(offer => 'refusal' in offer ? offer : this.placeOf(offer.bundle, group))
    group.outcomes = this.take(group.bundles, origin).finally(() => { this.forget(group) })
    const own = await group.outcomes
    const outcomes: Outcome[] = []

    for (const place of places) {
      if ('refusal' in place) {
        outcomes.push(place.refusal)
      } else {
        outcomes.push(place.isFirst ? own[place.index] : asSecond((await place.group.outcomes)[place.index]))
      }
    }

    return outcomes
  }

  /**
   * Registers a bundle as under way in the same turn in which its lookup begins: whatever another offer finished before
   * that, the lookup finds.
   */
  private placeOf (bundle: Bundle, group: Group): Place & { readonly isFirst: boolean } {
    const name = toHex(bundle.hash)
    const first = this.underway.get(name)

    if (first != null) {
      return { ...first, isFirst: false }
    }

    const place = { group, index: group.bundles.length }
    this.underway.set(name, place)
    group.bundles.push(bundle)
    return { ...place, isFirst: true }
  }

  private forget ({ bundles }: Group): void {
    bundles.forEach(({ hash }) => { this.underway.delete(toHex(hash)) })
  }

  /** Leads bundles through all steps, each of them for all before the next begins. */
  private async take (bundles: readonly Bundle[], origin: Origin): Promise<Outcome[]> {
    const { index, verify } = this.components
    const rows = await index.read.bundles(bundles.map(({ hash }) => hash))
    const early = bundles.map((bundle, i) => rows[i] == null ? this.turnAway(bundle, origin) : hereAlready(bundle))
    const good = await Promise.all(bundles.map(async (bundle, i) => early[i] == null && verifyBundle(bundle, verify)))

    return Promise.all(bundles.map(async (bundle, i) => early[i] ?? (good[i] ? this.commit(bundle, origin) : notSigned(bundle))))
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

    return admission.result === 'pass' ? undefined : admission
  }

  private async commit (bundle: Bundle, origin: Origin): Promise<Outcome> {
    const { clock, observe, onVerified, queue } = this.components
    const { hash } = bundle
    observe(bundle, origin)

    try {
      await onVerified(bundle)
      await queue.submit(bundle, { via: origin.via, receivedMs: clock.nowMs(), peer: origin.peer })
      return { result: 'accept', hash, known: false }
    } catch (err) {
      return { result: 'ignore', code: 'storage_failed', hash, detail: err instanceof Error ? err.message : undefined }
    }
  }

  private hold (bundle: Bundle, origin: Origin, dueMs: number): Outcome {
    const held = this.holds.hold(bundle.hash, { bytes: bundle.bytes, origin, dueMs })

    return held
      ? { result: 'hold', hash: bundle.hash, dueMs }
      : { result: 'ignore', code: 'hlc_skew', hash: bundle.hash, retryAtMs: dueMs }
  }

  private conclude (outcome: Outcome, origin: Origin): Verdict {
    this.components.onVerdict(outcome, origin)

    return outcome.result === 'hold'
      ? { result: 'ignore', code: 'hlc_skew', hash: outcome.hash, retryAtMs: outcome.dueMs }
      : outcome
  }
}

/** What a later offer of the same bundle is told. */
function asSecond (outcome: Outcome): Outcome {
  return outcome.result === 'accept' ? { ...outcome, known: true } : outcome
}

function hereAlready ({ hash }: Bundle): Outcome {
  return { result: 'accept', hash, known: true }
}

function notSigned ({ hash }: Bundle): Outcome {
  return { result: 'reject', code: 'invalid_signature', hash }
}

function bytesOf (offer: OfferedBundle): Uint8Array {
  return offer instanceof Uint8Array ? offer : offer.bytes
}
