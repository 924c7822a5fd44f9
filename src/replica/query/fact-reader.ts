import { equalBytes } from '../../model/bytes/index.ts'
import { decodeFact } from '../../model/fact/index.ts'
import { BUNDLE_KEY_BYTES } from '../index/index.ts'
import { countOf, offsetOf, placeOf, placesOf, startOf } from '../record/index.ts'
import { decodeHead } from './bundles/bundle-head.ts'
import { bundleName, KnownBundles } from './bundles/known-bundles.ts'
import { FactDamagedError, isUnreadable } from './errors.ts'
import type { BundleHead } from './bundles/bundle-head.ts'
import type { KnownBundle } from './bundles/known-bundles.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Crc32c } from '../../platform/interface.ts'
import type { Journal } from '../../storage/journal/interface.ts'
import type { IndexReader, Version } from '../index/index.ts'
import type { FactPlace } from '../record/index.ts'

/** A fact and the bundle it stands in. */
export interface StoredFact {
  readonly fact: Fact
  /** Place in the bundle. */
  readonly index: number
  readonly head: BundleHead
}

/** Where a fact stands: a bundle's hash or the first 16 bytes of it, and a place in the bundle. */
export type FactRef = Pick<Version, 'bundle' | 'index'>

/** What the reader stands on. */
export interface FactReaderComponents {
  readonly index: IndexReader
  readonly journal: Journal
  readonly crc32c: Crc32c
  /** Runs for a bundle whose record cannot be read as it was written. It is told the global offset of the record. */
  onDamage? (damage: ContentDamage): void
  /** Whether the content of a bundle (the beginning of its hash) is asked for from peers; absent: whatever is gone is. */
  isWanted? (bundle: Uint8Array): boolean
}

/** A bundle whose record the disk has changed. */
export interface ContentDamage {
  /** First 16 bytes of the bundle's hash. */
  readonly bundle: Uint8Array
  /** Global offset of its journal record. */
  readonly offset: number
}

/** Told of each bundle whose content is not here or damaged. */
export type OnMissing = (bundle: Uint8Array) => void

/**
 * Reads facts from the journal by the places that the index names, and checks every one against its checksum. Heads of
 * bundles stay decoded for a while, because facts of one bundle are often asked for together.
 */
export class FactReader {
  private readonly index: IndexReader
  private readonly journal: Journal
  private readonly crc32c: Crc32c
  private readonly onDamage: ((damage: ContentDamage) => void) | undefined
  private readonly isWanted: FactReaderComponents['isWanted']
  private readonly known = new KnownBundles()

  constructor (components: FactReaderComponents) {
    this.index = components.index
    this.journal = components.journal
    this.crc32c = components.crc32c
    this.onDamage = components.onDamage
    this.isWanted = components.isWanted
  }

  /**
   * One fact, or undefined when the bundle is not here, or the fact is gone, damaged, or was never there.
   *
   * @param hash - the bundle's hash, or the first 16 bytes of it
   */
  async read (hash: Uint8Array, index: number, onMissing?: OnMissing): Promise<StoredFact | undefined> {
    return this.readNow(hash, index) ?? this.attempt(hash, async bundle => (await this.readAll(bundle, [index])).at(0), onMissing)
  }

  /** The facts of one bundle with these numbers, or all of them; those that are gone or damaged are left out, and the bundle is told as missing. */
  async readMany (hash: Uint8Array, numbers?: readonly number[], onMissing?: OnMissing): Promise<StoredFact[]> {
    return await this.attempt(hash, async bundle => {
      const facts = await this.readAll(bundle, numbers)

      if (facts.length < (numbers?.length ?? this.expectedOf(hash, bundle.row))) {
        onMissing?.(hash)
      }

      return facts
    }, onMissing) ?? []
  }

  /** How many facts of a bundle should be here: what is gone for good is nobody's loss. */
  private expectedOf (hash: Uint8Array, row: Uint8Array): number {
    const here = placesOf(row).filter(place => place != null).length

    return here < countOf(row) && this.isWanted?.(hash.subarray(0, BUNDLE_KEY_BYTES)) === false ? here : countOf(row)
  }

  /** Looks a bundle up anew when it is read next: it was written again. */
  forget (hash: Uint8Array): void {
    this.known.delete(hash)
  }

  /**
   * Facts of any bundles, in the order asked; undefined for each that is gone, damaged, or was never there. Facts of one bundle are
   * read together.
   */
  async readEach<Ref extends FactRef> (refs: readonly Ref[], onMissing?: (ref: Ref) => void): Promise<Array<StoredFact | undefined>> {
    const places = new Map<string, { hash: Uint8Array, numbers: number[] }>()

    for (const { bundle, index } of refs) {
      const place = places.get(bundleName(bundle)) ?? { hash: bundle, numbers: [] }
      place.numbers.push(index)
      places.set(bundleName(bundle), place)
    }

    await this.prepare([...places.values()].map(({ hash }) => hash))
    const found = new Map<string, StoredFact>()

    for (const [name, { hash, numbers }] of places) {
      for (const stored of await this.readSome(hash, numbers.sort((a, b) => a - b))) {
        found.set(`${name} ${stored.index}`, stored)
      }
    }

    return refs.map(ref => {
      const stored = found.get(`${bundleName(ref.bundle)} ${ref.index}`)

      if (stored == null) {
        onMissing?.(ref)
      }

      return stored
    })
  }

  /** Facts of one bundle, together; a damaged one leaves the others as they are. */
  private async readSome (hash: Uint8Array, numbers: readonly number[]): Promise<StoredFact[]> {
    const together = numbers.length === 1 ? [] : await this.readMany(hash, numbers)

    if (together.length === numbers.length) {
      return together
    }

    const single = await Promise.all(numbers.map(async number => this.read(hash, number)))
    return single.filter(stored => stored != null)
  }

  /** The head of a bundle, or undefined when the bundle is not here or its head is damaged. */
  async head (hash: Uint8Array): Promise<BundleHead | undefined> {
    return this.attempt(hash, async bundle => this.headOf(bundle))
  }

  /** Whether the index tells of a fact, which is here then unless it is damaged. */
  async expects (hash: Uint8Array, index: number): Promise<boolean> {
    const bundle = await this.find(hash)
    return bundle != null && placeOf(bundle.row, index) != null
  }

  /** Where the record of a bundle stands in the journal, or undefined when the bundle is not here. */
  async offset (hash: Uint8Array): Promise<number | undefined> {
    const bundle = await this.find(hash)
    return bundle == null ? undefined : offsetOf(bundle.row)
  }

  /**
   * Whether each fact of a bundle is all that was ever said of its entity and relation, so that nothing replaced it and
   * nothing contradicts it; false as well where that cannot be told at once.
   */
  isAlone (hash: Uint8Array): boolean {
    const bundle = this.known.get(hash)
    const { marks } = this.index

    if (bundle?.marks === marks) {
      return bundle.isAlone
    }

    const isAlone = this.index.isSharedNow(hash) === false

    if (bundle != null) {
      Object.assign(bundle, { isAlone, marks })
    }

    return isAlone
  }

  /** Looks up bundles that will be read soon, all at once. */
  async prepare (hashes: readonly Uint8Array[]): Promise<void> {
    const missing = hashes.filter(hash => this.known.get(hash) == null)

    if (missing.length > 1) {
      const rows = await this.index.bundles(missing)
      missing.forEach((hash, i) => { this.remember(hash, rows[i]) })
    }
  }

  /**
   * Reads something of a bundle. When its record cannot be read, the row is looked up once more, because a damaged record
   * is written anew elsewhere as soon as a peer has brought it.
   */
  private async attempt<Result> (hash: Uint8Array, work: (bundle: KnownBundle) => Promise<Result>, onMissing?: OnMissing): Promise<Result | undefined> {
    let bundle = await this.find(hash)
    let offset: number | undefined

    while (bundle != null && offsetOf(bundle.row) !== offset) {
      try {
        return await work(bundle)
      } catch (error) {
        if (!isUnreadable(error)) {
          throw error
        }
      }

      offset = offsetOf(bundle.row)
      this.known.delete(hash)
      bundle = await this.find(hash)
    }

    if (bundle != null && offset != null) {
      this.onDamage?.({ bundle: hash.slice(0, BUNDLE_KEY_BYTES), offset })
    }

    onMissing?.(hash)
    return undefined
  }

  /** One fact without waiting for anything, when all that it needs is at hand and sound. */
  private readNow (hash: Uint8Array, index: number): StoredFact | undefined {
    const bundle = this.known.get(hash) ?? this.remember(hash, this.index.bundleNow(hash) ?? undefined)
    const place = bundle == null ? undefined : placeOf(bundle.row, index)

    if (bundle == null || place == null) {
      return undefined
    }

    try {
      const offset = offsetOf(bundle.row)
      const head = this.headNow(bundle)
      const bytes = head == null ? undefined : this.journal.readPartSync(offset, place.position, place.length)

      if (head == null || bytes == null) {
        return undefined
      }

      return { fact: this.check(bytes, { ...place, position: 0 }, { offset, index }), index, head }
    } catch (error) {
      if (isUnreadable(error)) {
        return undefined // The other way tells what is wrong, and of whom.
      }

      throw error
    }
  }

  /** A head without waiting. It is read alone: what a decoded head was read with stays in memory as long as the head. */
  private headNow (bundle: KnownBundle): BundleHead | undefined {
    if (bundle.head == null) {
      const record = this.journal.readPartSync(offsetOf(bundle.row), 0, startOf(bundle.row))
      bundle.head = record == null ? undefined : this.decode(record, bundle)
    }

    return bundle.head
  }

  private async readAll (bundle: KnownBundle, numbers?: readonly number[]): Promise<StoredFact[]> {
    const places = placesOf(bundle.row)
    const wanted = (numbers ?? [...places.keys()]).filter(index => places[index] != null)
    const head = await this.headOf(bundle)

    return this.readRun({ offset: offsetOf(bundle.row), places, head }, wanted)
  }

  /** Reads from the first to the last of the facts at once; what lies between belongs to the same bundle. */
  private async readRun (bundle: { offset: number, places: ReadonlyArray<FactPlace | undefined>, head: BundleHead }, wanted: readonly number[]): Promise<StoredFact[]> {
    const run = wanted.flatMap(index => {
      const place = bundle.places[index]
      return place == null ? [] : [{ index, place }]
    })
    const first = run.at(0)?.place
    const last = run.at(-1)?.place

    if (first == null || last == null) {
      return []
    }

    const bytes = await this.journal.readPart(bundle.offset, first.position, last.position + last.length - first.position)

    return run.map(({ index, place }) => {
      const at = { ...place, position: place.position - first.position }
      return { fact: this.check(bytes, at, { offset: bundle.offset, index }), index, head: bundle.head }
    })
  }

  private async find (hash: Uint8Array): Promise<KnownBundle | undefined> {
    return this.known.get(hash) ?? this.remember(hash, await this.index.bundle(hash))
  }

  private remember (hash: Uint8Array, row: Uint8Array | undefined): KnownBundle | undefined {
    return row == null ? undefined : this.known.add(hash, row)
  }

  private async headOf (bundle: KnownBundle): Promise<BundleHead> {
    bundle.head ??= this.decode(await this.journal.readPart(offsetOf(bundle.row), 0, startOf(bundle.row)), bundle)
    return bundle.head
  }

  /** The head at the beginning of a record, which must be that of the bundle: nothing else checks these bytes. */
  private decode (record: Uint8Array, { hash, row }: KnownBundle): BundleHead {
    let head: BundleHead

    try {
      head = decodeHead(record)
    } catch (cause) {
      throw new FactDamagedError(offsetOf(row), 0, { cause })
    }

    if (!equalBytes(head.hash.subarray(0, BUNDLE_KEY_BYTES), hash.subarray(0, BUNDLE_KEY_BYTES))) {
      throw new FactDamagedError(offsetOf(row), 0)
    }

    return head
  }

  private check (bytes: Uint8Array, place: FactPlace, name: { offset: number, index: number }): Fact {
    const fact = bytes.subarray(place.position, place.position + place.length)

    if (this.crc32c(fact) !== place.crc) {
      throw new FactDamagedError(name.offset, name.index)
    }

    return decodeFact(fact)
  }
}
