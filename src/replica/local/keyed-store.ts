import { isRecordKey } from '../record/index.ts'
import { InvalidLocalKeyError, LocalRecordsFullError } from './errors.ts'
import type { KeyedRecords } from './interface.ts'
import type { LocalJournal } from './local-journal.ts'
import type { Clock } from '../../platform/interface.ts'
import type { Keyed, RecordCodec } from '../record/index.ts'

/** What a keyed store stands on and how it spells its records. */
export interface KeyedStoreComponents<Value> {
  readonly journal: Pick<LocalJournal, 'write'>
  readonly clock: Pick<Clock, 'nowMs'>
  readonly codec: RecordCodec<Keyed<Value>>
}

/** A value, and the offset of the record that put it there. */
interface Slot<Value> {
  readonly value: Value
  readonly offset: number
}

/** The last value of each key. A record counts until a later one of its key comes; a removal counts from the beginning as nothing. */
export class KeyedStore<Value> implements KeyedRecords<Value> {
  private readonly components: KeyedStoreComponents<Value>
  private readonly entriesMax: number
  private readonly slots = new Map<string, Slot<Value>>()
  /** New keys on their way to the disk, so that many at once do not pass the bound together. */
  private coming = 0

  constructor (components: KeyedStoreComponents<Value>, entriesMax: number) {
    this.components = components
    this.entriesMax = entriesMax
  }

  get count (): number {
    return this.slots.size
  }

  get (key: string): Value | undefined {
    return this.slots.get(key)?.value
  }

  all (): Array<readonly [string, Value]> {
    return [...this.slots].map(([key, { value }]) => [key, value] as const)
  }

  async put (key: string, value: Value): Promise<void> {
    const isNew = !this.slots.has(key)
    const { length } = key

    if (!isRecordKey(key)) {
      throw new InvalidLocalKeyError(length)
    }
    if (isNew && this.slots.size + this.coming >= this.entriesMax) {
      throw new LocalRecordsFullError(this.entriesMax)
    }
    this.coming += Number(isNew)
    try {
      await this.write({ key, value })
    } finally {
      this.coming -= Number(isNew)
    }
  }

  async remove (key: string): Promise<boolean> {
    const had = this.slots.has(key)

    if (had) {
      await this.write({ key, value: undefined })
    }

    return had
  }

  /** Takes a record of the journal in; false when it is of another type or form. */
  replay (payload: Uint8Array, offset: number): boolean {
    const record = this.components.codec.decode(payload)

    if (record != null) {
      this.apply(record.value, offset)
    }

    return record != null
  }

  /** Whether the record at an offset says what counts; undefined when it is of another type or form. */
  needs (payload: Uint8Array, offset: number): boolean | undefined {
    const record = this.components.codec.decode(payload)

    return record == null ? undefined : this.slots.get(record.value.key)?.offset === offset
  }

  private async write (entry: Keyed<Value>): Promise<void> {
    const { clock, codec, journal } = this.components

    await journal.write([codec.encode({ timeMs: clock.nowMs(), value: entry })], ([offset]) => { this.apply(entry, offset) })
  }

  private apply ({ key, value }: Keyed<Value>, offset: number): void {
    if (value == null) {
      this.slots.delete(key)
    } else {
      this.slots.set(key, { value, offset })
    }
  }
}
