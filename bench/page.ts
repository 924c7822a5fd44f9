import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { svgOf } from './plot.ts'
import { savedResults } from './reconcile/record.ts'
import { resultTable, tableOf } from './reconcile/table.ts'
import { aimOf } from './table.ts'
import type { Bench, Row } from './bench.ts'
import type { Plot, Series } from './plot.ts'
import type { Cost, Result } from './reconcile/cell.ts'
import type { Figures } from './table.ts'

const PAGE = new URL('../docs/BENCHMARKS.md', import.meta.url)
const FIGURES = new URL('../docs/figures/', import.meta.url)

/** Differences of the plot over sizes. */
const DIFFERENCES = 100

/** Rows of the table of results that are not on the page by themselves. */
const DIFF = 'sync: diff of '

/** Writes the tables of the page of benchmarks between their marks, and the plots. */
export async function writePage (benches: readonly Bench[], figures: Figures): Promise<void> {
  const results = await savedResults()
  const rows = benches.flatMap(bench => bench.rows)
  let page = await readFile(PAGE, 'utf8')

  page = between(page, 'sync', rowTable(rows.filter(({ name }) => name.startsWith('sync: ') && !name.startsWith(DIFF)), figures))
  page = between(page, 'gossip', rowTable(rows.filter(({ name }) => name.startsWith('gossip: ')), figures))
  page = between(page, 'diff', resultTable(results))

  await writeFile(PAGE, page)

  if (results.length > 0) {
    await mkdir(FIGURES, { recursive: true })
    await writeFile(new URL('sync-by-size.svg', FIGURES), svgOf(plotBySize(results)))
    await writeFile(new URL('sync-by-difference.svg', FIGURES), svgOf(plotByDifference(results)))
  }
}

/** Replaces what stands between two marks of a page. */
function between (page: string, mark: string, content: string): string {
  return page.replace(new RegExp(`(<!-- ${mark} -->\n)[^]*?(<!-- /${mark} -->)`), (_, start: string, end: string) => `${start}${content}\n${end}`)
}

function rowTable (rows: readonly Row[], figures: Figures): string {
  const lines = rows.filter(({ name }) => name in figures).map(({ name, unit, target }) => {
    return [name, unit, figures[name].toLocaleString('en'), target == null ? '' : aimOf(target)]
  })

  return tableOf(['row', 'unit', 'figure', 'target'], lines)
}

function plotBySize (results: readonly Result[]): Plot {
  const ofDifference = results.filter(({ differences, written }) => differences === DIFFERENCES && written === 'one by one')

  return {
    title: `Bytes that find ${DIFFERENCES} differences`,
    xLabel: 'bundles that both sides have',
    yLabel: 'bytes both ways, bundles excluded',
    series: allSeries(ofDifference, ({ facts }) => facts)
  }
}

function plotByDifference (results: readonly Result[]): Plot {
  const size = Math.max(...results.map(({ facts }) => facts))
  const ofSize = results.filter(({ facts, differences, written }) => facts === size && differences > 0 && written === 'one by one')

  return {
    title: `Bytes that find differences in ${size.toLocaleString('en')}`,
    xLabel: 'differences',
    yLabel: 'bytes both ways, bundles excluded',
    series: allSeries(ofSize, ({ differences }) => differences)
  }
}

function allSeries (results: readonly Result[], xOf: (result: Result) => number): Series[] {
  const spread = results.filter(({ where }) => where === 'spread')
  const recent = results.filter(({ where }) => where === 'recent')
  const seriesOf = (name: string, from: readonly Result[], costOf: (result: Result) => Cost): Series => {
    return { name, points: from.map(result => [xOf(result), costOf(result).bytes]), dashed: from === recent }
  }

  return [
    seriesOf('factmesh, spread', spread, ({ ours }) => ours),
    seriesOf('factmesh, recent', recent, ({ ours }) => ours),
    seriesOf('negentropy, spread', spread, ({ negentropy }) => negentropy),
    seriesOf('negentropy, recent', recent, ({ negentropy }) => negentropy),
    seriesOf('riblt, ideal', spread, ({ riblt }) => riblt),
    seriesOf('riblt, in batches', spread, ({ ribltInBatches }) => ribltInBatches)
  ]
}
