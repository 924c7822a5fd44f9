import { BULK_BUNDLES, BULK_BYTES, SEARCH_TIMEOUT_MS, STALL_TIMEOUT_MS } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import type { RunLedger } from './ledger.ts'
import type { Clock } from '../../../platform/interface.ts'

/**
 * When a run last went on, in three senses: something came that counts, a bundle moved, much was brought. A peer may not
 * keep a run alive with frames that bring nothing new, nor others waiting with a run that brings little.
 */
export class RunPace {
  /** Monotonic time in milliseconds of the start, or at which the run last had brought as much as a bulk run does. */
  public broughtMs: number
  private readonly clock: Pick<Clock, 'monotonicMs'>
  private readonly ledger: RunLedger
  /** Time of the last turn, or of the last frame after a new bundle. */
  private usefulMs: number
  /** Time of the last frame after a bundle that moved. */
  private movedMs: number
  private bundlesIn = 0
  private moved = 0
  private brought = { bundles: 0, bytes: 0 }

  constructor (ledger: RunLedger, clock: Pick<Clock, 'monotonicMs'>) {
    this.ledger = ledger
    this.clock = clock
    this.usefulMs = this.movedMs = this.broughtMs = clock.monotonicMs()
  }

  /** The run begins only now. */
  begin (): void {
    this.usefulMs = this.movedMs = this.broughtMs = this.clock.monotonicMs()
  }

  /** A turn begins. */
  takeTurn (): void {
    this.usefulMs = this.clock.monotonicMs()
  }

  /**
   * A frame was read.
   *
   * @throws {SyncFaultError} `stalled`
   */
  takeFrame (): void {
    const nowMs = this.clock.monotonicMs()
    this.noteMoves(nowMs)

    if (nowMs - this.usefulMs > STALL_TIMEOUT_MS) {
      throw new SyncFaultError('stalled', `nothing of use came for ${STALL_TIMEOUT_MS} ms`)
    }

    if (nowMs - this.movedMs > SEARCH_TIMEOUT_MS) {
      throw new SyncFaultError('stalled', `no bundle moved for ${SEARCH_TIMEOUT_MS} ms`)
    }
  }

  private noteMoves (nowMs: number): void {
    const { bundlesIn, moved, usefulBytes } = this.ledger

    if (bundlesIn > this.bundlesIn) {
      this.bundlesIn = bundlesIn
      this.usefulMs = nowMs
    }

    if (moved > this.moved) {
      this.moved = moved
      this.movedMs = nowMs
    }

    if (bundlesIn - this.brought.bundles >= BULK_BUNDLES || usefulBytes - this.brought.bytes >= BULK_BYTES) {
      this.brought = { bundles: bundlesIn, bytes: usefulBytes }
      this.broughtMs = nowMs
    }
  }
}
