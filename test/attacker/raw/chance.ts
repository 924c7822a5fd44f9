import { randomInt } from 'node:crypto'

/** Chance that repeats itself for a seed (mulberry32). */
export class Chance {
  readonly seed: number
  private state: number

  constructor (seed: number) {
    this.seed = seed
    this.state = seed
  }

  /** A whole number from 0 to below `end`. */
  below (end: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ this.state >>> 15, 1 | this.state)

    mixed = (mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed)) ^ mixed

    return Math.floor(((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32 * end)
  }

  /** So many bytes. */
  bytes (length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }

  /** One of some things. */
  of <Thing> (things: readonly Thing[]): Thing {
    return things[this.below(things.length)]
  }
}

/** The chance of a run: of the seed that `FACTMESH_TEST_SEED` names, or of a new one. */
export function chanceOfRun (): Chance {
  return new Chance(Number(process.env.FACTMESH_TEST_SEED ?? randomInt(2 ** 31)))
}
