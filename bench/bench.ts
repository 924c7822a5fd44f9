/** A figure that the project has set itself, and on which side of it is good. */
export type Target = { readonly atLeast: number } | { readonly atMost: number }

/** One figure of the table. */
export interface Row {
  /** What is measured, as `room: thing`. */
  readonly name: string
  readonly unit: string
  readonly target?: Target

  /** Name of the row, measured in the same run, that no figure of this kind can pass. */
  readonly limit?: string
}

/** Things that are measured together. */
export interface Bench {
  readonly rows: readonly Row[]

  /** Whether it takes minutes, and runs with `--large` only. */
  readonly large?: boolean

  /** Makes what the rounds need, runs them, puts all of it away, and returns one figure for each row. */
  measure (): Promise<readonly number[]>

  /** Saves what stands beside the figures of the rows, after they were measured. */
  save? (): Promise<void>
}

/** Rounds of which the median counts. */
export const ROUNDS = 3

const ROUND_MS = 300

/**
 * How often `work` runs in a second: the median of some rounds after one to
 * warm up. One run of it may stand for `count` things.
 */
export async function perSecond (work: () => unknown, count = 1): Promise<number> {
  await round(work)
  const rates: number[] = []

  for (let i = 0; i < ROUNDS; i++) {
    rates.push(await round(work) * count)
  }

  return median(rates)
}

async function round (work: () => unknown): Promise<number> {
  const started = performance.now()
  let runs = 0
  let elapsed = 0

  while (elapsed < ROUND_MS) {
    await work()
    runs++
    elapsed = performance.now() - started
  }

  return runs / elapsed * 1000
}

/** The figure in the middle. */
export function median (figures: readonly number[]): number {
  return percentile(figures, 0.5)
}

/** The figure below which so large a share of all lies. */
export function percentile (figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b)

  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}

/** The middle of each column: rounds of benches that have several rows. */
export function medians (rounds: ReadonlyArray<readonly number[]>): number[] {
  return rounds[0].map((_, column) => median(rounds.map(figures => figures[column])))
}

/** Milliseconds of processor time of this thread so far. On a machine that is shared it says more than a clock. */
export function busyMs (): number {
  const { user, system } = process.threadCpuUsage()

  return (user + system) / 1_000
}
