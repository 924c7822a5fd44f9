/** One thing that is measured. */
export interface Bench {
  /** What is measured, as `room: thing`. */
  readonly name: string
  readonly unit: 'per second' | 'µs'

  /** The figure that the project has set itself, in the unit. */
  readonly target?: number

  /** Makes what the rounds need, runs them, and puts all of it away. */
  measure (): Promise<number>
}

const ROUNDS = 3
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

  return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]
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
