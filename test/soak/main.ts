/**
 * `npm run soak` does 200 harms to five daemons in network namespaces, two of
 * them for 310 s, and prints a table; it takes about an hour. A number behind
 * it (`npm run soak -- 20`) does so many. `FACTMESH_TEST_SEED=<seed>` repeats
 * the choices of a run. It needs Linux and the right to make namespaces. The
 * exit code is 0 when nothing was lost and the 99th percentile of the heals is
 * at most 10 s, 2 when no namespaces can be made.
 */
import { seededRandom } from '../../src/platform/index.ts'
import { Laboratory, whyNoNamespaces } from '../fixtures/netns/laboratory.ts'
import { NEMESIS_NAMES } from '../fixtures/netns/nemeses.ts'
import { doubledFacts, summarize } from '../fixtures/netns/summary.ts'
import type { TrialReport } from '../fixtures/netns/trial.ts'

const HEALS = 200

/** Every so many harms, one lasts so many milliseconds; the first line that fits counts. */
const LONG_MS = [
  { every: 100, ms: 310_000 },
  { every: 20, ms: 70_000 },
  { every: 5, ms: 15_000 }
] as const

/** Milliseconds that the other harms last at most. */
const SHORT_MS_MAX = 8_000

const HEAL_MS_P99_MAX = 10_000

const WIDTHS = [12, 7, 10, 9, 9, 9, 11, 13, 6, 11, 10]
const HEADS = ['harm', 'heals', 'longest s', 'p50 s', 'p99 s', 'max s', 'attempted', 'acknowledged', 'lost', 'unexpected', 'disagreed']

function say (cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell, i) => i === 0 ? cell.padEnd(WIDTHS[i]) : cell.padStart(WIDTHS[i])).join(' ')}\n`)
}

function seconds (ms: number): string {
  return (ms / 1_000).toFixed(1)
}

function sayRow (name: string, reports: readonly TrialReport[]): void {
  const { heals, longestHarmMs, p50Ms, p99Ms, maxMs, attempted, acknowledged, lost, unexpected, disagreed } = summarize(reports)

  say([name, `${heals}`, ...[longestHarmMs, p50Ms, p99Ms, maxMs].map(seconds), ...[attempted, acknowledged, lost, unexpected, disagreed].map(String)])
}

async function conduct (laboratory: Laboratory, heals: number, seed: number): Promise<TrialReport[]> {
  const random = seededRandom(seed)
  const reports: TrialReport[] = []

  for (let number = 0; number < heals; number++) {
    const long = LONG_MS.find(({ every }) => number % every === every >> 1)
    const harmMs = Math.round(long?.ms ?? random.fraction() * SHORT_MS_MAX)
    const nemesis = NEMESIS_NAMES[number % NEMESIS_NAMES.length]

    reports.push(await laboratory.trial({ number, nemesis, harmMs, seed: Math.floor(random.fraction() * 2 ** 32) }))
    const { title, healMs, acknowledged, lost } = reports[number]
    const outcome = `healed in ${seconds(healMs)} s, ${acknowledged} acknowledged, ${lost} lost`

    process.stdout.write(`${number + 1} ${nemesis} (${title}) for ${seconds(harmMs)} s: ${outcome}\n`)
  }

  return reports
}

function report (reports: readonly TrialReport[], seed: number): boolean {
  const { p99Ms, lost, unexpected, disagreed } = summarize(reports)
  const doubled = doubledFacts(reports)

  say(HEADS)

  for (const name of NEMESIS_NAMES) {
    const own = reports.filter(({ nemesis }) => nemesis === name)

    if (own.length > 0) {
      sayRow(name, own)
    }
  }

  sayRow('all', reports)
  process.stdout.write(`seed ${seed}, doubled ${doubled}\n`)

  return lost + unexpected + doubled + disagreed === 0 && p99Ms <= HEAL_MS_P99_MAX
}

const reason = await whyNoNamespaces()

if (reason != null) {
  process.stderr.write(`No network namespaces can be made here: ${reason}\n`)
  process.exit(2)
}

const seed = Number(process.env.FACTMESH_TEST_SEED ?? Date.now() % 1_000_000)
const laboratory = await Laboratory.open()

try {
  process.exitCode = report(await conduct(laboratory, Number(process.argv[2] ?? HEALS), seed), seed) ? 0 : 1
} finally {
  await laboratory.close()
}
