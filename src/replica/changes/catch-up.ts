import { decodeBundle } from '../../model/bundle/index.ts'
import { isUnreadable } from '../query/index.ts'
import { decodeArrival, RECORD_TYPE_BUNDLE } from '../record/index.ts'
import { BundleChanges } from './bundle-changes.ts'
import { ECHO_CHARACTERS_MAX } from './constants.ts'
import { isEmpty, picksOf, picksOfErasure } from './filter/picks.ts'
import { subjectsOf } from './filter/subject.ts'
import { isHole, readSlice } from './journal-slice.ts'
import { comparePlaces, parsePlace, placeText } from './place.ts'
import { isCompacted, resumePoint } from './resume-point.ts'
import type { TellingComponents } from './bundle-changes.ts'
import type { ChangeFilter } from './filter/change-filter.ts'
import type { Change, GapReason } from './interface.ts'
import type { Hole, Slice } from './journal-slice.ts'
import type { Place } from './place.ts'
import type { Journal, JournalRecord } from '../../storage/journal/index.ts'

/** What a reader catches up with. */
export interface CatchUpComponents {
  readonly journal: Journal
  readonly telling: TellingComponents
  /** The last place that was committed. */
  last (): Place
}

/** What is looked for, and how far back. */
export interface CatchUpInit {
  readonly filter: ChangeFilter
  readonly catchUpBytesMax: number
}

/** Reads from the journal what a reader has missed, one record at a time. */
export class CatchUp {
  private readonly components: CatchUpComponents
  private readonly init: CatchUpInit
  /** Everything up to here was told, or was left out. */
  private place: Place
  /** Pieces of the journal that are read and not looked at yet, from `next` on. */
  private slice: Slice = []
  private next = 0
  private hasRead = false

  constructor (components: CatchUpComponents, init: CatchUpInit) {
    this.components = components
    this.init = init
    this.place = components.last()
  }

  /** Whether nothing that was committed is left to be read. */
  get hasArrived (): boolean {
    return this.next >= this.slice.length && comparePlaces(this.place, this.components.last()) >= 0
  }

  /** Begins behind the change with an id, or with a gap where that cannot be. */
  async begin (id: string): Promise<Change[]> {
    const { components: { journal, last }, init: { catchUpBytesMax } } = this
    const point = await resumePoint(journal, id, { last: last(), catchUpBytesMax })

    if ('reason' in point) {
      return this.skip(point.reason, id.slice(0, ECHO_CHARACTERS_MAX))
    }

    this.place = point.place
    return []
  }

  /** Goes back to the record of a bundle that memory had no room for. */
  goBack (offset: number): void {
    this.place = { offset, index: -1 }
    this.hasRead = true
  }

  /** The changes of the next record; none when it holds none, or has to be read first. */
  async more (): Promise<Change[]> {
    const piece = this.slice.at(this.next)

    if (piece != null) {
      this.next++
      return isHole(piece) ? this.passOver(piece) : this.changesIn(piece)
    }

    const last = this.components.last()

    if (last.offset - this.place.offset > this.init.catchUpBytesMax) {
      return this.skip(this.hasRead ? 'slow_reader' : 'too_far_behind', placeText(this.place))
    }

    return this.read(last)
  }

  private async read (end: Place): Promise<Change[]> {
    this.hasRead = true

    try {
      this.slice = await readSlice(this.components.journal, this.place.offset, end)
      this.next = 0
    } catch (err) {
      if (isUnreadable(err)) {
        return this.skip('damaged', placeText(this.place))
      }

      throw err
    }

    if (this.slice.length === 0) {
      this.place = end
    }

    return []
  }

  private async changesIn ({ offset, payload, next }: JournalRecord): Promise<Change[]> {
    const seen = this.place.offset === offset ? this.place.index : -1
    this.place = { offset: next, index: -1 }

    if (payload[0] !== RECORD_TYPE_BUNDLE) {
      return []
    }

    const { lead, ...arrival } = decodeArrival(payload)
    const bundle = decodeBundle(payload.subarray(lead))
    const picks = arrival.isRedacted === true ? picksOfErasure(this.init.filter, bundle.header) : picksOf(this.init.filter, bundle.header, subjectsOf(bundle))

    if (isEmpty(picks)) {
      return []
    }

    const changes = new BundleChanges(this.components.telling, { bundle, arrival, offset })
    changes.want(picks)
    const told = await changes.tell(picks)

    return seen < 0 ? told : told.filter(({ id }) => (parsePlace(id)?.index ?? 0) > seen)
  }

  private passOver ({ lostAt, to }: Hole): Change[] {
    const from = placeText(this.place)
    this.place = to

    return [{ type: 'gap', id: placeText(to), from, reason: isCompacted(this.components.journal, lostAt) ? 'compacted' : 'damaged' }]
  }

  /** Leaves everything out that was committed so far. */
  private skip (reason: GapReason, from: string): Change[] {
    this.slice = []
    this.place = this.components.last()

    return [{ type: 'gap', id: placeText(this.place), from, reason }]
  }
}
