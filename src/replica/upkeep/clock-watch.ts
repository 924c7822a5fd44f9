import { advanceHlc, HLC_SKEW_MS } from '../../model/hlc/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import type { AuditTrail } from './audit-trail.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Clock } from '../../platform/interface.ts'
import type { ClockFigures } from '../interface.ts'
import type { ClockSkew, Origin, StampClock } from '../pipeline/index.ts'

/** What the watch stands on. */
export interface ClockWatchComponents {
  readonly clock: Clock
  readonly stamps: StampClock
  readonly trail: AuditTrail
  /** Hears of each bundle whose stamp is too far ahead. */
  onSkew (skew: ClockSkew): void
}

/** Compares the stamps of others with our clock: they move our stamps on, and one far ahead tells of a wrong clock. */
export class ClockWatch {
  private readonly components: ClockWatchComponents
  private hlcUpdates = 0
  private skewEvents = 0

  constructor (components: ClockWatchComponents) {
    this.components = components
  }

  /** Takes note of the stamps of a bundle whose signature is good. */
  observe ({ header }: Bundle, origin: Origin): void {
    const { clock, onSkew, stamps, trail } = this.components
    const stamp = advanceHlc(header.hlc, header.count - 1)
    const skewMs = stamp.wallMs - clock.nowMs()
    this.hlcUpdates += Number(stamps.observe(stamp))

    if (skewMs > HLC_SKEW_MS) {
      const skew: ClockSkew = { peer: peerIdText(header.author), skewMs, seenIn: 'bundle' }
      this.skewEvents++
      trail.skew(skew, origin)
      onSkew(skew)
    }
  }

  figures (): ClockFigures {
    const { hlcUpdates, skewEvents } = this
    return { hlcUpdates, skewEvents }
  }
}
