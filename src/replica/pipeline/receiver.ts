import { isWhole, offeredBytes, verifyBundle } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { WANTED_RETRY_MS } from './constants.ts'
import { fillsGaps } from './gaps.ts'
import { Gate } from './gate.ts'
import { Holds } from './holds.ts'
import type { CommitQueue } from './commit/commit-queue.ts'
import type { Door } from './door.ts'
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
  /** Notes, durably, that the content of a bundle that is about to be taken in is wanted, if facts of it are digests; false when there is no room. */
  want (bundle: Bundle): Promise<boolean>
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

/** The places of bundles that are here, by the hex of their hash. */
type Known = ReadonlyMap<string, Uint8Array>

/** A bundle that is being taken in. */
interface Underway {
  readonly bundle: Bundle
  readonly outcome: Promise<Outcome>
}

/** Takes bundles from peers: through the gate and the door, past the verifier, into the queue. */
export class Receiver {
  private readonly components: ReceiverComponents
  private readonly gate: Gate
  private readonly holds: Holds
  /** Bundles under way by hash: a second offer waits for the outcome of the first. */
  private readonly underway = new Map<string, Underway>()

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
    const size = bundles.reduce((sum, offer) => sum + offeredBytes(offer).length, 0)
    await this.gate.enter(size)

    try {
      const outcomes = await Promise.all(this.offerAll(bundles, origin))
      return outcomes.map(outcome => this.conclude(outcome, origin))
    } finally {
      this.gate.leave(size)
    }
  }

  /** Lets go of everything that is held. */
  stop (): void {
    this.holds.clear()
  }

  /** Decodes all offers, looks up which are here already, and starts the others. */
  private offerAll (bundles: readonly OfferedBundle[], origin: Origin): Array<Promise<Outcome>> {
    const decoded = bundles.map(offer => this.components.door.decode(offer))
    const known = this.lookUp(decoded.flatMap(one => 'bundle' in one ? [one.bundle.hash] : []))

    return decoded.map(async one => 'refusal' in one ? one.refusal : this.offer(one.bundle, known, origin))
  }

  private async lookUp (hashes: readonly Uint8Array[]): Promise<Known> {
    const rows = await this.components.index.read.bundles(hashes)
    return new Map(hashes.flatMap((hash, i) => rows[i] == null ? [] : [[toHex(hash), rows[i]]]))
  }

  /**
   * Registers the bundle as under way in the same turn in which the lookup began: whatever another offer finished before
   * that, the lookup finds.
   */
  private async offer (bundle: Bundle, known: Promise<Known>, origin: Origin): Promise<Outcome> {
    const name = toHex(bundle.hash)
    const first = this.underway.get(name)

    if (first != null) {
      const outcome = await first.outcome

      if (outcome.result === 'accept' && !isWhole(first.bundle)) {
        return this.offer(bundle, this.lookUp([bundle.hash]), origin)
      }

      return outcome.result === 'accept' ? { ...outcome, known: true } : outcome
    }

    const outcome = this.take(bundle, known, origin).finally(() => { this.underway.delete(name) })
    this.underway.set(name, { bundle, outcome })
    return outcome
  }

  private async take (bundle: Bundle, known: Promise<Known>, origin: Origin): Promise<Outcome> {
    const { door, queue, verify } = this.components
    const { facts, hash } = bundle
    const row = (await known).get(toHex(hash))

    if (row != null && !fillsGaps(row, facts)) {
      return { result: 'accept', hash, known: true }
    }

    const { state, reason } = queue.state()

    // Nothing could be kept of it, so it is not worth a signature check. A full disk is tried again with each bundle.
    if (state === 'failed') {
      return { result: 'ignore', code: 'storage_failed', hash, detail: reason }
    }

    const admission = door.admit(bundle)

    if (admission.result === 'hold') {
      return this.hold(bundle, origin, admission.dueMs)
    }

    if (admission.result !== 'pass') {
      return admission
    }

    if (!await verifyBundle(bundle, verify)) {
      return { result: 'reject', code: 'invalid_signature', hash }
    }

    return this.commit(bundle, origin)
  }

  private async commit (bundle: Bundle, origin: Origin): Promise<Outcome> {
    const { clock, observe, onVerified, queue, want } = this.components
    const { hash } = bundle
    observe(bundle, origin)

    try {
      await onVerified(bundle)

      if (!await want(bundle)) {
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
