import { NOTED_TAGS_MAX, VIEW_BYTES, VIEW_BYTES_MAX, VIEW_SIDE_BYTES, VIEW_TAG_BYTES, VIEWS_MAX } from './constants.ts'
import type { MadeAnswer } from './interface.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { ResolveAnswer } from '../interface.ts'

/** Bounds of the kept answers. */
export interface ViewsInit {
  /**
   * Most answers that are kept.
   *
   * @default VIEWS_MAX
   */
  readonly viewsMax?: number
  /**
   * Most bytes that they may take, as they are estimated.
   *
   * @default VIEW_BYTES_MAX
   */
  readonly bytesMax?: number
}

/** What the views stand on. */
export interface ViewsComponents {
  readonly clock: Clock
  /** Runs for each view that is rejected because it bears a time after now. */
  onFutureView? (aheadMs: number): void
}

/** A question that may be answered from a view. */
export interface ViewRequest {
  /** Equal questions have equal keys. */
  readonly key: string
  /** How old a view may be; undefined: it must be what the set says now. */
  readonly maxStaleMs: number | undefined
  /** The default cut of now, before expiry. */
  readonly baseMs: number
  make (): Promise<MadeAnswer>
}

/** A kept answer. Nothing in it ever changes but the mark; a newer one takes its place whole. */
interface View {
  readonly key: string
  readonly made: MadeAnswer
  /** When it was made, by this node's clock. */
  readonly madeMs: number
  /** Which making it came from: a later one never gives way to an earlier one. */
  readonly turn: number
  readonly bytes: number
  /** Whether something that it was made of has changed since. */
  touched: boolean
}

/** An answer that is being made. */
interface Making {
  readonly turn: number
  readonly baseMs: number
  /** When it began, by this node's clock. */
  readonly madeMs: number
  /** What was touched since it began; undefined once that is too much to remember. */
  noted: Set<string> | undefined
}

/** Answers that are kept between questions: bounded, swapped whole, and marked as soon as a commit touches what they were made of. */
export class ResolveViews {
  private readonly components: ViewsComponents
  private readonly viewsMax: number
  private readonly bytesMax: number
  /** The one that was asked for last stands at the end. */
  private readonly views = new Map<string, View>()
  /** Most tags lead to one view, which stands there without a set around it. */
  private readonly byTag = new Map<string, View | Set<View>>()
  private readonly latest = new Map<string, { making: Making, answer: Promise<ResolveAnswer> }>()
  private readonly running = new Set<Making>()
  private readonly tally = { hits: 0, stale: 0, made: 0, future: 0 }
  private bytes = 0
  private turn = 0

  constructor (components: ViewsComponents, init: ViewsInit = {}) {
    this.components = components
    this.viewsMax = init.viewsMax ?? VIEWS_MAX
    this.bytesMax = init.bytesMax ?? VIEW_BYTES_MAX
  }

  /** Whether nothing is kept and nothing is being made, so that a commit can touch nothing. */
  get isIdle (): boolean {
    return this.views.size === 0 && this.running.size === 0
  }

  /** `kept` and `bytes` now; since the start: answers given again, among them those that may have changed, answers made, and views from the future. */
  counters (): Record<string, number> {
    return { kept: this.views.size, bytes: this.bytes, ...this.tally }
  }

  /** The kept answer, if it may be given again, or one that is made now. */
  async answer (request: ViewRequest): Promise<ResolveAnswer> {
    const nowMs = this.components.clock.nowMs()
    const view = this.present(request.key, nowMs)

    if (view == null) {
      return this.fresh(request)
    }

    const isCurrent = !view.touched && view.made.baseMs === request.baseMs && nowMs <= view.made.lastsUntilMs
    const isYoung = request.maxStaleMs == null || nowMs - view.madeMs <= request.maxStaleMs

    if (!isYoung || (!isCurrent && (request.maxStaleMs ?? 0) === 0)) {
      return this.fresh(request)
    }

    this.tally.hits++

    if (!isCurrent) {
      this.tally.stale++
      // Whoever asks next has the new one; a failure is told to those who wait for an answer.
      this.fresh(request).catch(() => {})
    }

    return view.made.answer
  }

  /** Marks what was made of any of these. */
  touch (tags: ReadonlySet<string>): void {
    for (const tag of tags) {
      for (const view of listed(this.byTag.get(tag))) {
        view.touched = true
      }
    }

    for (const making of this.running) {
      note(making, tags)
    }
  }

  /** Marks everything: nobody knows what has changed. */
  touchAll (): void {
    this.views.forEach(view => { view.touched = true })
    this.running.forEach(making => { making.noted = undefined })
  }

  /** A view that bears a time after now was made before the clock was set back: nobody knows how old it is. */
  private present (key: string, nowMs: number): View | undefined {
    const view = this.views.get(key)

    if (view == null) {
      return undefined
    }

    if (view.madeMs > nowMs) {
      this.drop(view)
      this.tally.future++
      this.components.onFutureView?.(view.madeMs - nowMs)
      return undefined
    }

    this.views.delete(key)
    this.views.set(key, view)
    return view
  }

  /** Makes an answer, or waits for one whose making began at the state of now. */
  private async fresh (request: ViewRequest): Promise<ResolveAnswer> {
    const latest = this.latest.get(request.key)

    return latest?.making.noted?.size === 0 && latest.making.baseMs === request.baseMs ? latest.answer : this.begin(request)
  }

  private async begin (request: ViewRequest): Promise<ResolveAnswer> {
    const making: Making = { turn: ++this.turn, baseMs: request.baseMs, madeMs: this.components.clock.nowMs(), noted: new Set() }
    const answer = this.run(request, making)
    this.latest.set(request.key, { making, answer })
    this.running.add(making)
    this.tally.made++

    return answer
  }

  private async run ({ key, make }: ViewRequest, making: Making): Promise<ResolveAnswer> {
    try {
      const made = await make()
      this.keep(key, made, making)
      return made.answer
    } finally {
      this.running.delete(making)

      if (this.latest.get(key)?.making === making) {
        this.latest.delete(key)
      }
    }
  }

  /** An answer that lacks content is not kept: content comes back without a commit. */
  private keep (key: string, made: MadeAnswer, { madeMs, noted, turn }: Making): void {
    const before = this.views.get(key)
    const bytes = bytesOf(made)

    if (made.answer.missing != null || bytes > this.bytesMax || (before != null && before.turn > turn)) {
      return
    }

    if (before != null) {
      this.drop(before)
    }

    const view: View = { key, made, madeMs, turn, bytes, touched: noted == null || made.tags.some(tag => noted.has(tag)) }
    this.views.set(key, view)
    this.bytes += bytes

    for (const tag of made.tags) {
      const others = this.byTag.get(tag)

      if (others instanceof Set) {
        others.add(view)
      } else {
        this.byTag.set(tag, others == null || others === view ? view : new Set([others, view]))
      }
    }

    this.shrink()
  }

  private shrink (): void {
    for (const view of this.views.values()) {
      if (this.views.size <= this.viewsMax && this.bytes <= this.bytesMax) {
        return
      }

      this.drop(view)
    }
  }

  private drop (view: View): void {
    this.views.delete(view.key)
    this.bytes -= view.bytes

    for (const tag of view.made.tags) {
      const others = this.byTag.get(tag)

      if (others instanceof Set && others.size > 1) {
        others.delete(view)
      } else if (others === view || (others instanceof Set && others.has(view))) {
        this.byTag.delete(tag)
      }
    }
  }
}

/** The views that stand under a tag. */
function listed (views: View | Set<View> | undefined): Iterable<View> {
  if (views == null) {
    return []
  }

  return views instanceof Set ? views : [views]
}

/** Notes what was touched under the making of an answer. */
function note (making: Making, tags: ReadonlySet<string>): void {
  if (making.noted == null || making.noted.size + tags.size > NOTED_TAGS_MAX) {
    making.noted = undefined
    return
  }

  for (const tag of tags) {
    making.noted.add(tag)
  }
}

/** An estimate, high rather than low. */
function bytesOf ({ answer, tags }: MadeAnswer): number {
  const values = answer.candidates.reduce((sum, { value: { v } }) => sum + (typeof v === 'string' ? 2 * v.length : 8), 0)

  return VIEW_BYTES + VIEW_SIDE_BYTES * (answer.candidates.length + answer.values.length) + VIEW_TAG_BYTES * tags.length + values
}
