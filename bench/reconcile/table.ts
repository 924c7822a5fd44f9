import type { Cost, Result } from './cell.ts'

const HEAD = ['set', 'differences', 'ours', 'flights', 'ms', 'negentropy', 'flights', 'ms', 'riblt, ideal', 'riblt, in batches', 'flights', 'ms', 'negentropy ÷ ours']

/** Results as a table of Markdown: diff bytes, flights and milliseconds of both sides. */
export function resultTable (results: readonly Result[]): string {
  return tableOf(HEAD, results.map(lineOf))
}

/** A table of Markdown. The first two columns are words, the others are figures. */
export function tableOf (head: readonly string[], lines: ReadonlyArray<readonly string[]>): string {
  const rule = head.map((_, i) => i < 2 ? '---' : '---:')

  return [head, rule, ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function lineOf (result: Result): string[] {
  const { facts, differences, where, written, opening, ours, negentropy, riblt, ribltInBatches } = result

  return [
    `${facts.toLocaleString('en')}${written === 'in bulk' ? ' in bulk' : ''}`,
    differences === 0 ? `0, ${opening}` : `${differences.toLocaleString('en')} ${where}`,
    ...columns(ours),
    ...columns(negentropy),
    bytesText(riblt),
    ...columns(ribltInBatches),
    (negentropy.bytes / ours.bytes).toFixed(1)
  ]
}

function columns (cost: Cost): string[] {
  return [bytesText(cost), String(cost.flights), cost.ms.toLocaleString('en')]
}

function bytesText ({ bytes }: Cost): string {
  return bytes.toLocaleString('en')
}
