import { WINDOW_MS } from './constants.ts'
import type { AuditEvent } from './interface.ts'

/** How much is let through. */
export interface SamplerInit {
  readonly perMinuteMax: number
  readonly kindsMax: number
}

/** Events of one kind in one minute. */
interface Kind {
  readonly type: AuditEvent['type']
  readonly peer: string | undefined
  readonly actor: string | undefined
  readonly reason: string | undefined
  /** Those that were let through. */
  taken: number
  /** Those that were not. */
  counted: number
}

/** How many events of a kind were counted. */
export type Counted = Pick<Kind, 'type' | 'peer' | 'actor' | 'reason' | 'counted'>

/** What tells kinds apart. */
type KindOf = Pick<AuditEvent, 'type' | 'peer' | 'actor' | 'reason'>

/**
 * Lets the first events of each kind through in every minute, and counts the others. A kind is a type, a peer,
 * an actor and a reason, so that a flood of one hides no other; when there are too many of them, those that come late share one kind for each type, because peers cost an
 * attacker little.
 */
export class Sampler {
  private readonly init: SamplerInit
  private readonly kinds = new Map<string, Kind>()
  private window = -1
  private total = 0

  constructor (init: SamplerInit) {
    this.init = init
  }

  /** Events that were counted so far. */
  get counted (): number {
    return this.total
  }

  /** Whether an event is let through; `crowded` lets only the first of its kind through. An event that is not is counted. */
  take (event: AuditEvent, crowded: boolean): boolean {
    const kind = this.kindOf(event)
    const passes = kind.taken === 0 || (!crowded && kind.taken < this.init.perMinuteMax)

    kind.taken += Number(passes)
    this.note(kind, Number(!passes))

    return passes
  }

  /** Counts events that could not be written. */
  count (event: KindOf, number: number): void {
    this.note(this.kindOf(event), number)
  }

  /** Takes back a counter that could not be written. */
  recount (event: KindOf, number: number): void {
    this.kindOf(event).counted += number
  }

  /** What was counted in minutes that are over at a monotonic time. */
  over (nowMs: number): Counted[] {
    const window = Math.floor(nowMs / WINDOW_MS)

    if (window === this.window) {
      return []
    }
    this.window = window

    return this.all()
  }

  /** What was counted, whether its minute is over or not. */
  all (): Counted[] {
    const counted = [...this.kinds.values()].filter(kind => kind.counted > 0)

    this.kinds.clear()

    return counted
  }

  private note (kind: Kind, number: number): void {
    kind.counted += number
    this.total += number
  }

  private kindOf ({ type, peer, actor, reason }: KindOf): Kind {
    const full = [type, peer, actor, reason].join()
    const known = this.kinds.get(full)

    if (known != null) {
      return known
    }
    const isCommon = this.kinds.size >= this.init.kindsMax
    const name = isCommon ? type : full
    const kind = this.kinds.get(name) ?? { type, ...(isCommon ? { peer: undefined, actor: undefined, reason: undefined } : { peer, actor, reason }), taken: 0, counted: 0 }

    this.kinds.set(name, kind)

    return kind
  }
}
