import { median, ROUNDS } from '../bench.ts'
import { progress, progressEnds } from '../progress.ts'
import { bundlesOf, titleOf } from './cell.ts'
import { negentropy } from './negentropy.ts'
import { Pair } from './pair.ts'
import { riblt } from './riblt.ts'
import type { Cell, Cost, Result } from './cell.ts'
import type { KeySets } from './pair.ts'

/** Up to this size the others are measured as often as we are. */
const SMALL_SIZE = 10_000

/** A pair on which code gets warm before it counts. */
const WARM_SIZE = 10_000
const WARM_DIFFERENCES = [0, 1, 10, 100, 100, 100]

/** Measures cells, each on the same sets by all reconcilers: some rounds, and of large sets the others once. */
export async function measureCells (cells: readonly Cell[]): Promise<Result[]> {
  const results: Result[] = []
  const pairs = new Pairs()

  await warmUp()

  for (const [i, cell] of cells.entries()) {
    progress(`sync: ${titleOf(cell)} (${i + 1} of ${cells.length})`)
    results.push(await measureCell(cell, pairs, results))
  }

  progressEnds()

  return results
}

/** The newest pair of each size: a pair is used again until it has grown too much. */
class Pairs {
  private readonly pairs = new Map<number, Pair>()

  get (size: number, differences: number): Pair {
    const last = this.pairs.get(size)

    if (last?.takes(differences) === true) {
      return last
    }

    // The one before it is let go first: a large pair takes half of the memory that Node gives.
    this.pairs.delete(size)
    const pair = new Pair(size)
    this.pairs.set(size, pair)

    return pair
  }
}

async function measureCell (cell: Cell, pairs: Pairs, earlier: readonly Result[]): Promise<Result> {
  const rounds: Array<Omit<Result, keyof Cell>> = []
  const alike = cell.facts > SMALL_SIZE ? earlier.filter(({ differences, written }) => differences === cell.differences && written === cell.written) : []

  for (let i = 0; i < ROUNDS; i++) {
    const size = bundlesOf(cell.facts, cell.written)
    const differences = bundlesOf(cell.differences, cell.written)
    const pair = pairs.get(size, differences)
    const sets = pair.differ(differences, cell.where)
    const others = rounds.length > 0 && cell.facts > SMALL_SIZE ? rounds[0] : await measureOthers(sets, { cell, alike })

    rounds.push({ ...others, ours: await pair.reconcile(cell.opening) })
  }

  return {
    ...cell,
    ours: costOf(rounds.map(({ ours }) => ours)),
    negentropy: costOf(rounds.map(({ negentropy }) => negentropy)),
    riblt: costOf(rounds.map(({ riblt }) => riblt)),
    ribltInBatches: costOf(rounds.map(({ ribltInBatches }) => ribltInBatches))
  }
}

/** What of the others was not measured with a cell that is alike: riblt looks at no time, and nobody else at how we begin. */
async function measureOthers (sets: KeySets, { cell, alike }: { cell: Cell, alike: readonly Result[] }): Promise<Omit<Result, keyof Cell | 'ours'>> {
  const differences = bundlesOf(cell.differences, cell.written)
  const symbols = alike.at(0) ?? await riblt(sets, differences)
  const same = alike.find(({ where }) => where === cell.where)

  return { riblt: symbols.riblt, ribltInBatches: symbols.ribltInBatches, negentropy: same?.negentropy ?? await negentropy(sets, differences) }
}

/** The middle of bytes and flights, and the least time: what else the machine does can only make it longer. */
function costOf (costs: readonly Cost[]): Cost {
  return {
    bytes: median(costs.map(({ bytes }) => bytes)),
    flights: median(costs.map(({ flights }) => flights)),
    ms: Number(Math.min(...costs.map(({ ms }) => ms)).toPrecision(3))
  }
}

async function warmUp (): Promise<void> {
  const pair = new Pair(WARM_SIZE)

  for (const differences of WARM_DIFFERENCES) {
    const sets = pair.differ(differences, 'spread')
    await Promise.all([negentropy(sets, differences), riblt(sets, differences)])
    await pair.reconcile('full')
  }
}
