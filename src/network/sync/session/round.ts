import { equalBytes } from '../../../model/bytes/index.ts'
import { rootProof } from '../../../storage/tree/index.ts'
import { keysRequested } from '../codes/short-id.ts'
import { NARROW_BYTES, ROUNDS_MAX } from '../constants.ts'
import { describeNewest } from '../driver/entry.ts'
import { fault } from '../driver/form.ts'
import { lensOf } from '../driver/lens.ts'
import { newsSince } from '../driver/news.ts'
import { SketchComparison } from '../driver/sketch-comparison.ts'
import { TreeWalk } from '../driver/walk.ts'
import type { RunLedger } from './ledger.ts'
import type { TreeSnapshot } from '../../../storage/tree/index.ts'
import type { ShortIdRequest } from '../codes/request-code.ts'
import type { DiffFilter, HelloFrame, Lens, Opening, Standing, WalkEntry, WalkFrame, WantFrame } from '../driver/interface.ts'
import type { SketchFrame } from '../driver/sketch-comparison.ts'

/** What a round leads to: an end of the run, another round, or one that walks over cut or whole digests. */
export type RoundOutcome = 'equal' | 'partial' | 'moving' | 'faulty' | 'again' | 'again-narrow' | 'again-wide'

/** What a round is made of. */
export interface RoundInit {
  readonly snapshot: TreeSnapshot
  /** The nonce of its HELLO. */
  readonly nonce: Uint8Array
  /** Bytes of digests that travel when the trees are walked. */
  readonly width: number
  /** Whether the sketches are compared. */
  readonly bySketch: boolean
}

/**
 * One comparison of two sets, over one snapshot: by sketch, and by a walk where the sketch does not help.
 */
export class Round {
  public readonly snapshot: TreeSnapshot
  public readonly walk: TreeWalk
  public readonly sketch: SketchComparison | undefined
  public readonly lens: Lens
  private readonly nonce: Uint8Array
  private readonly filter: DiffFilter
  private readonly ledger: RunLedger
  private readonly startIn: number
  private readonly startOut: number
  private walked: boolean
  private news: Iterable<Uint8Array> = []

  constructor ({ snapshot, nonce, width, bySketch }: RoundInit, ledger: RunLedger) {
    const filter = ledger.filter()
    const sketch = snapshot.sketch()
    this.nonce = nonce
    this.filter = filter
    this.snapshot = snapshot
    this.lens = lensOf(nonce, width)
    this.ledger = ledger
    this.startIn = ledger.bundlesIn
    this.startOut = ledger.bundlesOut
    this.walk = new TreeWalk(snapshot, this.lens, filter)
    this.walked = !bySketch
    this.sketch = bySketch && SketchComparison.isPossible(sketch) ? new SketchComparison({ snapshot, sketch, nonce, filter }) : undefined
  }

  /** Whether this side has nothing to send, to describe or to ask. */
  get idle (): boolean {
    return this.walk.idle && this.sketch?.idle !== false
  }

  /** Bundles of this round that were new here. */
  get taken (): number {
    return this.ledger.bundlesIn - this.startIn
  }

  /** Bundles of this round that were sent. */
  get sent (): number {
    return this.ledger.bundlesOut - this.startOut
  }

  /** The hello that opens the round: by sketch if it can be, or with a description of the newest part of the tree. */
  hello (kind: 'quiet' | 'full' | 'narrow' | 'wide', tag: Uint8Array): HelloFrame {
    const { nonce, snapshot } = this
    const opening: Opening = this.sketch === undefined || kind === 'narrow' || kind === 'wide'
      ? { kind: 'walk', width: this.lens.width, entries: describeNewest(snapshot, new Uint8Array(0), this.lens) }
      : this.sketch.open(kind)

    return { type: 'hello', tag, nonce, count: snapshot.count, proof: rootProof(nonce, snapshot.root()), opening }
  }

  /**
   * Takes in the hello with which the peer began the round; `past` is the set of the peer, when it is one that we had.
   *
   * @returns false when it says too little, and this side has to begin another round
   */
  hearHello (hello: HelloFrame, past?: TreeSnapshot): boolean {
    const { opening } = hello

    if (past !== undefined && opening.kind !== 'walk' && this.hearPast(past)) {
      return true
    }

    if (hello.count === 0) {
      this.walk.hearNothing()
    } else if (opening.kind === 'walk' && opening.entries.length > 0) {
      this.hearEntries(opening.entries)
    } else if (this.snapshot.count === 0 || opening.kind === 'walk' || this.sketch === undefined) {
      this.beginWalk()
    } else {
      return this.sketch.hearOpening(hello, opening) && this.conclude()
    }

    return true
  }

  /**
   * Takes in what the peer says about its set.
   *
   * @throws {SyncFaultError} when it stands where nothing of its kind belongs, or asks for too much
   */
  hear (frame: SketchFrame | WalkFrame | WantFrame): void {
    switch (frame.type) {
      case 'walk': return this.hearEntries(frame.entries)
      case 'want': return frame.wants.forEach(want => { this.walk.hearWant(want) })
      default: (this.sketch ?? fault('the round does not go by sketch')).hear(frame)
    }
  }

  /** Compares the trees, as the side that describes its own first. */
  beginWalk (): void {
    this.walked = true
    this.walk.begin()
  }

  /** Draws the conclusions from a turn that was heard to its end. */
  conclude (): true {
    this.sketch?.conclude()

    if (this.sketch?.takeStuck() === true) {
      this.beginWalk()
    }

    return true
  }

  /** Where this side stands with the set that it has now. */
  standing (now: TreeSnapshot): Standing {
    const { taken } = this

    return { count: now.count, root: now.root(), taken, grown: Math.max(0, now.count - this.snapshot.count - taken) }
  }

  /**
   * What follows when neither side has anything left. A round that moved something is followed by another one, because
   * the sets may have grown meanwhile, or cells were read wrongly. When nothing moved, only a walk says that there is
   * nothing to move; and when even one over whole digests finds nothing, a digest of the peer was a lie.
   */
  outcome (ours: Standing, theirs: Standing, rounds: number): RoundOutcome {
    const moved = ours.taken > 0 || theirs.taken > 0
    const grown = ours.grown > 0 || theirs.grown > 0
    const mayGoOn = rounds < ROUNDS_MAX

    if (equalBytes(ours.root, theirs.root)) {
      return 'equal'
    }

    if (mayGoOn && moved) {
      return 'again'
    }

    if (mayGoOn && !this.walked) {
      return 'again-narrow'
    }

    if (this.ledger.explained) {
      return 'partial'
    }

    if (moved || grown || !this.walked) {
      return 'moving'
    }

    if (this.lens.width === NARROW_BYTES) {
      return mayGoOn ? 'again-wide' : 'moving'
    }

    return 'faulty'
  }

  /**
   * The hashes of what is to be sent: what came here since the peer had our set, what was found by sketch, what was found
   * in the walk. `lookup` may find keys faster than a pass over the snapshot.
   */
  async takePushes (lookup: (request: ShortIdRequest) => Promise<Uint8Array[] | undefined>): Promise<Iterable<Uint8Array>> {
    const { news, sketch, snapshot, walk } = this
    this.news = []

    return joined(news, await sketch?.takePushes(async request => await lookup(request) ?? [...keysRequested(snapshot.keys(), request)]) ?? [], walk.takePushes())
  }

  private hearEntries (entries: readonly WalkEntry[]): void {
    this.walked = true
    entries.forEach(entry => { this.walk.hear(entry) })
  }

  /** Answers whether something came since. */
  private hearPast (past: TreeSnapshot): boolean {
    const news = newsSince(past, this.snapshot, this.filter)
    const first = news.next()

    if (first.done !== true) {
      this.news = beginningWith(first.value, news)
    }

    return first.done !== true
  }
}

function * joined (...lists: Array<Iterable<Uint8Array>>): Generator<Uint8Array> {
  for (const list of lists) {
    yield * list
  }
}

function * beginningWith (first: Uint8Array, rest: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield first
  yield * rest
}
