import { InvalidSketchInputError } from '../errors.ts'
import { checkWidth, encodeCells } from './cells.ts'
import { encodeCounters } from './counters.ts'
import { PeelingDecoder } from './decoder.ts'
import { estimateDifference } from './estimate.ts'
import type { LocalCells } from './decoder.ts'
import type { CellWidth, SketchDecoder, SketchSnapshot, SketchSummary } from './interface.ts'

/** Reads cells and counters that nobody changes any more. */
export class SketchView implements SketchSnapshot {
  public readonly count: number
  private readonly local: LocalCells
  private readonly signed: Int32Array

  constructor (count: number, local: LocalCells, signed: Int32Array) {
    this.count = count
    this.local = local
    this.signed = signed
  }

  get size (): number {
    return this.local.size
  }

  cells (from: number, count: number, width: CellWidth): Uint8Array {
    checkWidth(width)

    if (!isCellNumber(from) || !isCellNumber(count) || from + count > this.size) {
      throw new InvalidSketchInputError('cells')
    }

    return encodeCells(this.local.words.subarray(2 * from, 2 * (from + count)), width)
  }

  counters (): Uint8Array {
    return encodeCounters(this.signed)
  }

  estimate (theirs: SketchSummary, atMost?: number): number {
    return estimateDifference({ count: this.count, counters: this.signed }, theirs, atMost)
  }

  decoder (width: CellWidth): SketchDecoder {
    return new PeelingDecoder(this.local, width)
  }
}

function isCellNumber (value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
