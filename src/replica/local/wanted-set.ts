import { isWantedBundle, settledCodec, wantedCodec } from '../record/index.ts'
import { WANTED_MAX } from './constants.ts'
import { InvalidLocalKeyError } from './errors.ts'
import type { WantedAdded, WantedBundles } from './interface.ts'
import type { LocalJournal } from './local-journal.ts'
import type { Clock } from '../../platform/interface.ts'
import type { RecordCodec, WantedBundle } from '../record/index.ts'

/** The wanted keys of one scope, each with the offset of the record that says so. */
type ScopePart = Map<string, number>

/** What the set stands on. */
export interface WantedSetComponents {
  readonly journal: Pick<LocalJournal, 'write'>
  readonly clock: Pick<Clock, 'nowMs'>
}

/** The wanted bundles of all scopes. Ids and keys are kept as strings of one character for each byte, the smallest form that a map takes. */
export class WantedSet implements WantedBundles {
  private readonly components: WantedSetComponents
  private readonly parts = new Map<string, ScopePart>()
  private size = 0
  /** Keys on their way to the disk, so that many at once do not pass the bound together. */
  private coming = 0

  constructor (components: WantedSetComponents) {
    this.components = components
  }

  async add (scope: Uint8Array, keys: readonly Uint8Array[]): Promise<WantedAdded> {
    demandKeys(scope, keys)
    const fresh = distinct(keys).filter(key => !this.has(scope, key))
    const taken = fresh.slice(0, Math.max(0, WANTED_MAX - this.size - this.coming))

    this.coming += taken.length
    try {
      await this.write(wantedCodec, scope, taken)
    } finally {
      this.coming -= taken.length
    }

    return { added: taken.length, full: fresh.length - taken.length }
  }

  async settle (scope: Uint8Array, keys: readonly Uint8Array[]): Promise<number> {
    demandKeys(scope, keys)
    const known = distinct(keys).filter(key => this.has(scope, key))

    await this.write(settledCodec, scope, known)

    return known.length
  }

  has (scope: Uint8Array, key: Uint8Array): boolean {
    return this.parts.get(nameOf(scope))?.has(nameOf(key)) ?? false
  }

  all (scope: Uint8Array): Uint8Array[] {
    return [...this.parts.get(nameOf(scope))?.keys() ?? []].map(bytesOf)
  }

  scopes (): Uint8Array[] {
    return [...this.parts.keys()].map(bytesOf)
  }

  count (scope?: Uint8Array): number {
    return scope == null ? this.size : this.parts.get(nameOf(scope))?.size ?? 0
  }

  /** Takes a record of the journal in; false when it is of another type or form. */
  replay (payload: Uint8Array, offset: number): boolean {
    // fault-point wanted.drop-at-restart: return recordOf(payload) != null
    const record = recordOf(payload)

    if (record != null) {
      this.apply(record.codec, record.bundle, offset)
    }

    return record != null
  }

  /** Whether the record at an offset says what counts; undefined when it is of another type or form. */
  needs (payload: Uint8Array, offset: number): boolean | undefined {
    const record = recordOf(payload)

    return record == null ? undefined : this.parts.get(nameOf(record.bundle.scope))?.get(nameOf(record.bundle.key)) === offset
  }

  private async write (codec: RecordCodec<WantedBundle>, scope: Uint8Array, keys: readonly Uint8Array[]): Promise<void> {
    const { clock, journal } = this.components
    const timeMs = clock.nowMs()

    if (keys.length > 0) {
      await journal.write(keys.map(key => codec.encode({ timeMs, value: { scope, key } })), offsets => {
        offsets.forEach((offset, index) => { this.apply(codec, { scope, key: keys[index] }, offset) })
      })
    }
  }

  private apply (codec: RecordCodec<WantedBundle>, { scope, key }: WantedBundle, offset: number): void {
    const id = nameOf(scope)
    const part: ScopePart = this.parts.get(id) ?? new Map<string, number>()
    const before = part.size

    if (codec === wantedCodec) {
      part.set(nameOf(key), offset)
    } else {
      part.delete(nameOf(key))
    }
    this.size += part.size - before
    if (part.size > 0) {
      this.parts.set(id, part)
    } else {
      this.parts.delete(id)
    }
  }
}

function recordOf (payload: Uint8Array): { codec: RecordCodec<WantedBundle>, bundle: WantedBundle } | undefined {
  for (const codec of [wantedCodec, settledCodec]) {
    const bundle = codec.decode(payload)?.value

    if (bundle != null) {
      return { codec, bundle }
    }
  }
}

function demandKeys (scope: Uint8Array, keys: readonly Uint8Array[]): void {
  for (const key of keys) {
    if (!isWantedBundle({ scope, key })) {
      throw new InvalidLocalKeyError(key.length)
    }
  }
}

function distinct (keys: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(keys.map(key => [nameOf(key), key])).values()]
}

function nameOf (bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function bytesOf (name: string): Uint8Array {
  return Uint8Array.from(name, character => character.charCodeAt(0))
}
