import { cellsOf, LARGE_SIZE, SIZES, titleOf } from './cell.ts'
import { measureCells } from './measure.ts'
import { saveResults } from './record.ts'
import { resultTable } from './table.ts'
import type { Bench, Row } from '../bench.ts'
import type { Cell, Result } from './cell.ts'

/** Bytes that the differences of a set of a million may cost. */
const BYTES_OF_LARGE = new Map([
  ['0 spread quiet', 70],
  ['0 spread full', 330],
  ['100 spread full', 1_600],
  ['1000 spread full', 15_000],
  ['10000 spread full', 160_000],
  ['1000 recent full', 1_800]
])

/** The cell whose processor time is bounded. */
const TIMED = 1_000

function rowOf (cell: Cell): Row {
  const atMost = cell.facts === LARGE_SIZE && cell.written === 'one by one' ? BYTES_OF_LARGE.get(`${cell.differences} ${cell.where} ${cell.opening}`) : undefined

  return { name: `sync: diff of ${titleOf(cell)}`, unit: 'bytes', target: atMost === undefined ? undefined : { atMost } }
}

/** Sets of one size, with all numbers of differences, by two sessions in one process. */
function reconcileBench (facts: number): Bench {
  const cells = cellsOf(facts)
  const size = facts.toLocaleString('en')
  let results: Result[] = []

  return {
    rows: [
      ...cells.map(rowOf),
      { name: `sync: diff in ${size}, most flights`, unit: 'flights', target: { atMost: 4 } },
      { name: `sync: diff of 1,000 spread in ${size}, both sides`, unit: 'ms', target: { atMost: 5 } }
    ],
    large: facts === LARGE_SIZE,
    measure: async () => {
      results = await measureCells(cells)
      process.stderr.write(`${resultTable(results)}\n`)

      return [
        ...results.map(({ ours }) => ours.bytes),
        Math.max(...results.map(({ ours }) => ours.flights)),
        results.find(({ differences, where }) => differences === TIMED && where === 'spread')?.ours.ms ?? NaN
      ]
    },
    save: async () => saveResults(results)
  }
}

/** What it takes to find the differences of two sets, ours and others on the same sets. */
export const RECONCILE: readonly Bench[] = [...SIZES, LARGE_SIZE].map(reconcileBench)
