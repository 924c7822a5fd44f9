/** Where the differences of two sets lie in time. */
export type Where = 'spread' | 'recent'

/** How facts became bundles: one each, or as many as a bundle takes. */
export type Written = 'one by one' | 'in bulk'

/** Two sets that have `facts` in common, of which each side then wrote half of `differences` more. */
export interface Cell {
  readonly facts: number
  readonly differences: number
  readonly where: Where
  readonly written: Written
  /** How our run begins: `quiet` as after a run that ended equal, `full` as on a new connection. */
  readonly opening: 'quiet' | 'full'
}

/** What it took to find and to ask for the differences; the bundles themselves are not counted. */
export interface Cost {
  /** Bytes of all messages both ways. */
  readonly bytes: number
  /** Messages of which each had to wait for the one before it, until both sides had everything. Two are one round trip. */
  readonly flights: number
  /** Milliseconds that both sides work, in one thread; building what a reconciler keeps for all runs is left out. */
  readonly ms: number
}

/** What a cell costs us and others. */
export interface Result extends Cell {
  readonly ours: Cost
  readonly negentropy: Cost
  /** The riblt of Peerbit when it stops with the last symbol that was needed. */
  readonly riblt: Cost
  /** The same in the batches in which Peerbit sends it. */
  readonly ribltInBatches: Cost
}

/** Sizes of the sets. The largest takes minutes and gigabytes, most of it for the others. */
export const SIZES = [10_000, 100_000]
export const LARGE_SIZE = 1_000_000

/** Numbers of differences. */
export const DIFFERENCES = [1, 10, 100, 1_000, 10_000]

/** Facts of the benches that fill a bundle of 64 KiB. */
export const FACTS_PER_BUNDLE = 480

/** The cells of one size: those of the largest sets last. */
export function cellsOf (facts: number): Cell[] {
  const written = 'one by one' as const
  const opening = 'full' as const
  const none = { facts, differences: 0, where: 'spread' as const, written }

  return [
    { ...none, opening: 'quiet' },
    { ...none, opening },
    ...(['spread', 'recent'] as const).flatMap(where => DIFFERENCES.map(differences => ({ facts, differences, where, written, opening }))),
    ...[1_000, 10_000].map(differences => ({ facts, differences, where: 'recent' as const, written: 'in bulk' as const, opening }))
  ]
}

/** Bundles that so many facts make. */
export function bundlesOf (facts: number, written: Written): number {
  return written === 'one by one' ? facts : Math.ceil(facts / FACTS_PER_BUNDLE)
}

/** The cell in words, as it stands in the table and in the record. */
export function titleOf ({ facts, differences, where, written, opening }: Cell): string {
  const what = differences === 0 ? `no differences, ${opening}` : `${differences.toLocaleString('en')} ${where}`

  return `${what} in ${facts.toLocaleString('en')}${written === 'in bulk' ? ', written in bulk' : ''}`
}
