import { compareBytes, equalBytes } from '../../../model/bytes/index.ts'
import { belowProof, cellsAfterStall, checkpointsOf, keysAbove, newestMatch, STAMP_BYTES } from '../../../storage/tree/index.ts'
import { decodeList, encodeList } from '../codes/list-code.ts'
import { placeIn } from '../codes/number-set.ts'
import { decodeRequest, encodeRequest } from '../codes/request-code.ts'
import { SaltedWindow } from '../codes/salted-window.ts'
import { requestOf, shortIdOf } from '../codes/short-id.ts'
import { CELLS_BYTES_MAX, FULL_CELLS, HELLO_CELL_BYTES, MORE_MAX, QUIET_CELLS, REQUEST_ENTRIES_MAX, REQUESTS_SPARE, SHORT_ID_BITS } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import { hashOf } from './entry.ts'
import { chooseMethod } from './method.ts'
import type { CellsFrame, DiffFilter, FullOpening, HelloFrame, MoreFrame, QuietOpening, RequestFrame, SaltedListFrame } from './interface.ts'
import type { CellWidth, ClaimedCheckpoint, SketchDecoder, SketchSnapshot, TreeSnapshot } from '../../../storage/tree/index.ts'
import type { NumberSet } from '../codes/number-set.ts'
import type { ShortIdRequest } from '../codes/request-code.ts'

/** The frames of a comparison by sketch. */
export type SketchFrame = CellsFrame | MoreFrame | SaltedListFrame | RequestFrame

/** Reads the keys of our set that short ids name. */
export type KeyLookup = (request: ShortIdRequest) => Promise<Uint8Array[]>

/** What a comparison stands on. */
export interface ComparisonInit {
  readonly snapshot: TreeSnapshot
  /** The sketch of the same set. */
  readonly sketch: SketchSnapshot
  /** The nonce of the round. */
  readonly nonce: Uint8Array
  readonly filter: DiffFilter
}

/** What the peer has sent of its sketch, or what we have sent of ours. */
interface CellStream {
  readonly width: CellWidth
  sent: number
}

/**
 * One side of one comparison of two sets by their sketches. The side that opens the round says a few cells and its
 * checkpoints; the other one reads the difference from them, or answers with as many cells of its own as the difference
 * needs, or with a list of the newest part, whatever is shorter. Whoever knows the difference sends what the peer lacks
 * and requests the rest. Pure: no clock, no chance; the lookup of short ids is handed in.
 *
 * What it finds is a guess that the cells support. Bundles that it misses are found when roots are compared, and when it
 * finds nothing it is `stuck`, and the trees are walked.
 */
export class SketchComparison {
  private readonly init: ComparisonInit
  private checkpoints: readonly ClaimedCheckpoint[] | undefined
  private decoder: SketchDecoder | undefined
  private heardWidth: CellWidth | undefined
  private sent: CellStream | undefined
  private listed: { window: SaltedWindow, length: number } | undefined
  private mores = 0
  private frames: SketchFrame[] = []
  private keys: Uint8Array[] = []
  private named: ShortIdRequest[] = []
  /** Requests of the peer. */
  private requests = 0
  private isStuck = false

  constructor (init: ComparisonInit) {
    this.init = init
  }

  /** Whether a sketch is of use: one that is being filled has no cells. */
  static isPossible (sketch: SketchSnapshot): boolean {
    return sketch.size >= FULL_CELLS
  }

  /** Whether this side has nothing to send or to ask. */
  get idle (): boolean {
    return this.frames.length === 0 && this.keys.length === 0 && this.named.length === 0
  }

  /** Whether the trees have to be walked; it is answered once. */
  takeStuck (): boolean {
    const { isStuck } = this
    this.isStuck = false

    return isStuck
  }

  /** Opens the round. */
  open (kind: 'quiet' | 'full'): QuietOpening | FullOpening {
    const { sketch, snapshot, nonce } = this.init

    if (kind === 'quiet') {
      return { kind, cells: sketch.cells(0, QUIET_CELLS, HELLO_CELL_BYTES) }
    }

    const checkpoints = checkpointsOf(snapshot).map(({ prefix, above, below }) => ({ prefix, above, proof: belowProof(nonce, below) }))
    this.checkpoints = checkpoints

    return { kind, cells: sketch.cells(0, FULL_CELLS, HELLO_CELL_BYTES), counters: sketch.counters(), checkpoints }
  }

  /**
   * Takes in how the peer opened the round.
   *
   * @returns false when that says too little, and the round has to be opened anew by this side
   */
  hearOpening ({ count }: HelloFrame, opening: QuietOpening | FullOpening): boolean {
    const { sketch } = this.init
    const decoder = sketch.decoder(HELLO_CELL_BYTES)

    if (decoder.feed(0, opening.cells) === 'done') {
      this.settle(decoder)
    } else if (opening.kind === 'quiet') {
      return false
    } else {
      this.answer(count, opening)
    }

    return true
  }

  /**
   * Takes in a frame.
   *
   * @throws {SyncFaultError} when it cannot be read, or stands where none of its kind belongs
   */
  hear (frame: SketchFrame): void {
    switch (frame.type) {
      case 'cells': return this.hearCells(frame)
      case 'more': return this.hearMore(frame.total)
      case 'list': return this.hearList(frame.code)
      default: return this.hearRequest(frame.code)
    }
  }

  /** Draws the conclusion from the cells of a turn that is over. */
  conclude (): void {
    const { decoder } = this
    const { sketch: { size } } = this.init

    if (decoder === undefined) {
      return
    }

    if (decoder.state === 'done') {
      this.decoder = undefined
      this.settle(decoder)
    } else if (decoder.state === 'stalled' && this.mores < MORE_MAX && decoder.received < size) {
      this.mores++
      this.frames.push({ type: 'more', total: cellsAfterStall(decoder.received, size) })
    } else {
      this.decoder = undefined
      this.isStuck = true
    }
  }

  /** What this side has to say. */
  takeFrames (): SketchFrame[] {
    const { frames } = this
    this.frames = []

    return frames
  }

  /** The hashes of all bundles that the peer lacks as far as this side knows, oldest first. */
  async takePushes (lookup: KeyLookup): Promise<Uint8Array[]> {
    const { keys, named } = this
    this.keys = []
    this.named = []

    for (const request of named) {
      (await lookup(request)).forEach(key => { keys.push(key) }) // they may be more than a call takes
      this.checkAsked(keys.length, this.init.snapshot.count + REQUEST_ENTRIES_MAX)
    }

    keys.sort(compareBytes)

    return keys
      .filter((key, place) => place === 0 || !equalBytes(key, keys[place - 1]))
      .map(hashOf)
      .filter(hash => !this.init.filter.isUnwelcome(hash))
  }

  /** Sends what only this side has, and requests what only the peer has. */
  private settle (decoder: SketchDecoder): void {
    const useless = new Set(this.init.filter.useless.map(shortIdOf))
    const found = decoder.theirs()
    const theirs = useless.size === 0 ? found : found.filter(id => !useless.has(id))
    const ours = decoder.ours()
    const peerCount = this.init.snapshot.count - ours.length + found.length

    if (ours.length > 0) {
      this.named.push({ kind: 'ids', bits: SHORT_ID_BITS, ids: ours })
    }

    for (let from = 0; from < theirs.length; from += REQUEST_ENTRIES_MAX) {
      const request = requestOf(theirs.slice(from, from + REQUEST_ENTRIES_MAX), peerCount)
      this.frames.push({ type: 'request', code: encodeRequest(request) })
    }
  }

  private answer (count: number, { counters, checkpoints }: FullOpening): void {
    const { sketch, snapshot, nonce } = this.init
    const match = newestMatch(snapshot, { count, nonce, checkpoints })
    const estimate = sketch.estimate({ count, counters }, match.ours + match.theirs)
    const method = chooseMethod({ estimate, match, size: sketch.size })

    switch (method.kind) {
      case 'cells':
        this.sent = { width: method.width, sent: 0 }
        this.sendCells(method.total)
        break
      case 'list': {
        const window = new SaltedWindow(keysAbove(snapshot, match.prefix), { nonce, bits: method.bits })
        const values = window.values()
        this.listed = { window, length: values.length }
        this.frames.push({ type: 'list', code: encodeList({ place: match.place, bits: method.bits, values }) })
        break
      }
      default:
        this.isStuck = true
    }
  }

  private sendCells (total: number): void {
    const { sent } = this

    if (sent === undefined) {
      throw new SyncFaultError('malformed', 'more cells are asked for before there were any')
    }

    const most = Math.floor(CELLS_BYTES_MAX / sent.width)

    while (sent.sent < total) {
      const count = Math.min(most, total - sent.sent)
      this.frames.push({ type: 'cells', from: sent.sent, width: sent.width, cells: this.init.sketch.cells(sent.sent, count, sent.width) })
      sent.sent += count
    }
  }

  private hearCells ({ from, width, cells }: CellsFrame): void {
    const { sketch } = this.init
    const isFirst = this.decoder === undefined && this.heardWidth === undefined

    if (this.checkpoints === undefined || (isFirst ? from !== 0 : width !== this.heardWidth || from !== this.decoder?.received)) {
      throw new SyncFaultError('malformed', 'cells come out of turn')
    }

    this.heardWidth = width
    this.decoder ??= sketch.decoder(width)
    this.decoder.feed(from, cells.subarray(0, Math.max(0, sketch.size - from) * width))
  }

  private hearMore (total: number): void {
    if (++this.mores > MORE_MAX) {
      throw new SyncFaultError('limit', 'more cells are asked for too often')
    }

    const before = this.frames.length
    this.sendCells(Math.min(total, this.init.sketch.size))
    this.isStuck ||= this.frames.length === before
  }

  private hearList (code: Uint8Array): void {
    const { snapshot, nonce, filter } = this.init

    if (this.checkpoints === undefined) {
      throw new SyncFaultError('malformed', 'a list comes out of turn')
    }

    const { place, bits, values } = decodeList(code, this.checkpoints.length)
    const prefix = place === 0 ? new Uint8Array(0) : this.checkpoints[place - 1].prefix
    const { keys, ranks } = new SaltedWindow(keysAbove(snapshot, prefix), { nonce, bits }).compare(values)
    const useless = new SaltedWindow(filter.useless.map(keyOf), { nonce, bits }).values()
    const wanted: NumberSet = ranks.filter(rank => placeIn(useless, values[rank]) < 0)
    this.keys.push(...keys)

    if (wanted.length > 0) {
      this.frames.push({ type: 'request', code: encodeRequest({ kind: 'ranks', ranks: wanted }, values.length) })
    }
  }

  /** Requires that a peer does not ask for everything again and again, before that fills memory. */
  private checkAsked (count: number, max: number): void {
    if (count > max) {
      throw new SyncFaultError('limit', 'more bundles are wanted than there are')
    }
  }

  private hearRequest (code: Uint8Array): void {
    this.checkAsked(++this.requests, this.init.snapshot.count / REQUEST_ENTRIES_MAX + REQUESTS_SPARE)
    const request = decodeRequest(code, this.listed?.length)

    if (request.kind === 'ids') {
      this.named.push(request)
    } else {
      this.keys.push(...this.listed?.window.keysAt(request.ranks) ?? [])
    }
  }
}

/** A key of a tree with the hash; its stamp is of no account where only hashes are looked at. */
function keyOf (hash: Uint8Array): Uint8Array {
  const key = new Uint8Array(STAMP_BYTES + hash.length)
  key.set(hash, STAMP_BYTES)

  return key
}
