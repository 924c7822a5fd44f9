import { blake3, concatBytes } from '../../src/model/bytes/index.ts'
import { shortIdOf, SyncSession } from '../../src/network/sync/index.ts'
import { seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { MemorySyncStore, PLAIN, SCOPE, someBundle } from '../../test/fixtures/sync-store.ts'
import { countedStreams, Tally } from './counted-stream.ts'
import type { Cell, Cost, Where } from './cell.ts'
import type { Verdict } from '../../src/model/bundle/index.ts'
import type { OfferedBundle } from '../../src/network/sync/index.ts'
import type { TreeSnapshot } from '../../src/storage/tree/index.ts'

/** In every bundle of these sets and in no other frame. */
const MARK = new Uint8Array(16).map((_, i) => 211 * (i + 1))

const BUNDLE_BYTES = 202
const STAMP_BYTES = 8

/** Bits of an id that travel at most. */
const SHORT_ID_BITS = 40

/** Bits of an id by which keys are put into drawers: about one in each of the largest sets. */
const DRAWER_BITS = 20
const START_MS = 1_767_225_600_000
const YEAR_MS = 365 * 86_400_000

/** A set may grow by this part of it before a new pair is made. */
const GROWTH_MAX = 0.1

/** Sets before a run, as any reconciler takes them: keys of 8 bytes of stamp and 32 bytes of id. */
export interface KeySets {
  readonly ours: TreeSnapshot
  readonly theirs: TreeSnapshot
}

/** The two sides did not become equal. */
export class NotEqualError extends Error {
  static readonly name = 'NotEqualError'

  constructor (who: string, found: string) {
    super(`${who} did not find the differences: ${found}`)
    this.name = 'NotEqualError'
  }
}

/**
 * A store that tells how long it took to keep what came, so that a run can be measured without it, and finds keys by the
 * beginning of an id, as an index does.
 */
class TimedStore extends MemorySyncStore {
  public keptMs = 0
  private readonly drawers = new Map<number, Uint8Array[]>()

  override add (bundle: Uint8Array): boolean {
    const id = blake3(bundle)
    const drawer = drawerOf(shortIdOf(id), SHORT_ID_BITS)
    const keys = this.drawers.get(drawer) ?? []
    keys.push(concatBytes([bundle.subarray(0, STAMP_BYTES), id]))
    this.drawers.set(drawer, keys)

    return super.add(bundle)
  }

  override async keysByIdPrefix (scope: Uint8Array, { bits, ids }: { bits: number, ids: Float64Array }): Promise<Uint8Array[]> {
    const step = 2 ** (SHORT_ID_BITS - bits)
    const found: Uint8Array[] = []

    for (const id of ids) {
      // A short id of few bits goes through several drawers.
      for (let drawer = drawerOf(id, bits), end = drawerOf(id + 1, bits); drawer < end || drawer === drawerOf(id, bits); drawer++) {
        found.push(...this.drawers.get(drawer)?.filter(key => Math.floor(shortIdIn(key) / step) === id) ?? [])
      }
    }

    return found
  }

  override async receive (bundles: readonly OfferedBundle[]): Promise<Verdict[]> {
    const started = performance.now()
    const verdicts = super.receive(bundles)
    // Digests are made now, because keeping a bundle includes them.
    this.settle()
    this.keptMs += performance.now() - started

    return verdicts
  }

  /** Makes the digests of all that was added, and the cells. */
  settle (): void {
    this.grow()
    this.snapshot(SCOPE)?.root()
  }
}

/** Two stores with the same bundles, over and over made different and equal again. */
export class Pair {
  private readonly ours = new TimedStore()
  private readonly theirs = new TimedStore()
  private readonly random = seededRandom(7)
  private readonly size: number
  private nowMs = START_MS + YEAR_MS
  private grown = 0

  constructor (size: number) {
    this.size = size

    for (let i = 0; i < size; i++) {
      const bundle = this.bundle(this.spreadMs())
      this.ours.add(bundle)
      this.theirs.add(bundle)
      // What both have is never asked for: its bytes need not be kept.
      this.ours.bundles.clear()
      this.theirs.bundles.clear()
    }

    this.settle()
  }

  /** Whether so many more differences leave the set about as large as it was. */
  takes (differences: number): boolean {
    return this.grown === 0 || this.grown + differences <= this.size * GROWTH_MAX
  }

  /** Lets either side write half of so many bundles, and answers what both have then. */
  differ (differences: number, where: Where): KeySets {
    const windowMs = Math.max(1_000, YEAR_MS * differences / this.size)

    for (let i = 0; i < differences; i++) {
      const side = i % 2 === 0 ? this.ours : this.theirs
      side.add(this.bundle(where === 'spread' ? this.spreadMs() : this.nowMs + this.random.fraction() * windowMs))
    }

    this.nowMs += where === 'recent' ? windowMs : 0
    this.grown += differences
    this.settle()

    return { ours: snapshotOf(this.ours), theirs: snapshotOf(this.theirs) }
  }

  /** Makes both sides equal. */
  async reconcile (opening: Cell['opening']): Promise<Cost> {
    const clock = new SimulatedClock()
    const tally = new Tally(MARK)
    const [there, back] = countedStreams(tally, clock)
    const components = { clock, timers: clock, random: this.random, packing: PLAIN }
    const initiator = new SyncSession({ ...components, self: 'us', stream: there, store: this.ours })
    const responder = new SyncSession({ ...components, self: 'them', stream: back, store: this.theirs })
    const keptMs = this.ours.keptMs + this.theirs.keptMs
    const started = performance.now()

    const [{ result, code }] = await Promise.all([
      initiator.initiate(SCOPE, { eager: opening === 'full' }),
      responder.listen().then(async hello => responder.respond(hello, SCOPE))
    ])
    const ms = performance.now() - started - (this.ours.keptMs + this.theirs.keptMs - keptMs)

    if (result !== 'equal' || this.ours.root !== this.theirs.root) {
      throw new NotEqualError('A run', code ?? result)
    }

    return { bytes: tally.bytes, flights: tally.flights, ms }
  }

  private settle (): void {
    this.ours.settle()
    this.theirs.settle()
  }

  private spreadMs (): number {
    return START_MS + this.random.fraction() * YEAR_MS
  }

  private bundle (atMs: number): Uint8Array {
    const content = this.random.bytes(BUNDLE_BYTES - STAMP_BYTES)
    content.set(MARK)

    return someBundle(atMs, content)
  }
}

function snapshotOf (store: MemorySyncStore): TreeSnapshot {
  const snapshot = store.snapshot(SCOPE)

  if (snapshot === undefined) {
    throw new TypeError('The store holds the scope that it was made for.')
  }

  return snapshot
}

/** The short id of a key, without a view into the key, which would cost more than the look at it. */
function shortIdIn (key: Uint8Array): number {
  const at = STAMP_BYTES

  return key[at] * 2 ** 32 + ((key[at + 1] << 24 | key[at + 2] << 16 | key[at + 3] << 8 | key[at + 4]) >>> 0)
}

function drawerOf (id: number, bits: number): number {
  return Math.floor(id / 2 ** (bits - DRAWER_BITS))
}
