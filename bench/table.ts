import type { Row, Target } from './bench.ts'

/** Figures by the names of their rows. */
export type Figures = Readonly<Record<string, number>>

/** One line of the table: the figure, and how it stands to target, limit and baseline. */
export function lineOf ({ name, unit, target, limit }: Row, figures: Figures, baseline: Figures): string {
  const figure = figures[name]
  const remarks = [
    target == null ? undefined : `${isReached(figure, target) ? 'reaches' : 'MISSES '} ${aimOf(target)}`,
    limit == null || !(limit in figures) ? undefined : `${(figure / figures[limit]).toFixed(2)} of the limit`,
    name in baseline ? `${(figure / baseline[name]).toFixed(2)} x baseline` : undefined
  ]

  return [name.padEnd(58), `${figure.toLocaleString('en').padStart(11)} ${unit.padEnd(14)}`, ...remarks.filter(remark => remark != null)].join('  ') + '\n'
}

function isReached (figure: number, target: Target): boolean {
  return 'atLeast' in target ? figure >= target.atLeast : figure <= target.atMost
}

/** The figure that is aimed at, in words. */
export function aimOf (target: Target): string {
  return 'atLeast' in target ? `≥ ${target.atLeast.toLocaleString('en')}` : `≤ ${target.atMost.toLocaleString('en')}`
}
