import { expect } from 'aegir/chai'
import { addFigures } from '../fixtures/crash-tally.ts'
import { runAll, runJob } from './processes.ts'
import type { Findings, Job } from './job.ts'
import type { CrashFigures } from '../fixtures/crash-tally.ts'

/** Set to a number, only the workloads of that seed are run. */
const CHOSEN = process.env.CRASH_SEED

/** Workloads of a journal with its consumer, and of a whole replica, by their seeds. */
const JOURNAL_SEEDS = 25
const REPLICA_SEEDS = 3

/** Distinct states that have to be reached. */
const DISTINCT_MIN = 100_000

function seedsOf (count: number): number[] {
  return CHOSEN == null ? Array.from({ length: count }, (_, index) => index + 1) : [Number(CHOSEN)]
}

/** One part per seed: whoever is done takes the next one. */
const PARTS: readonly Job[] = [
  ...seedsOf(REPLICA_SEEDS).map<Job>(seed => ({ kind: 'replica', seeds: [seed], cap: 100, capWithin: 3 })),
  ...seedsOf(JOURNAL_SEEDS).map<Job>(seed => ({ kind: 'journal', seeds: [seed], cap: 200, capWithin: 5 }))
]

/** What is said when something is wrong. */
function complaint (breaches: readonly string[]): string {
  return [...breaches, 'again with: CRASH_SEED=<seed> npx mocha test/crash/crash-states.node.ts'].join('\n')
}

describe('crash states', () => {
  let findings: Findings[]
  let figures: CrashFigures

  before(async function () {
    this.timeout(900_000)
    findings = await runAll(PARTS.map(part => async () => runJob(part)))
    figures = addFigures(findings.flatMap(({ crash }) => crash ?? []))
  })

  it('lose nothing that was promised, show nothing twice, and nothing that nobody wrote', () => {
    const distinct = new Set(findings.flatMap(({ distinct = [] }) => distinct)).size
    const { states, recoveries, lost, duplicated, unexpected, ahead, torn } = figures

    process.stdout.write(`      crash states: ${distinct} distinct of ${states}, lost ${lost}, duplicated ${duplicated}, unexpected ${unexpected}\n`)
    process.stdout.write(`      recoveries ${recoveries}, watermarks ahead ${ahead}, torn groups reported ${torn}\n`)
    expect(findings.flatMap(({ breaches }) => breaches), complaint(findings.flatMap(({ breaches }) => breaches))).to.deep.equal([])
    expect({ lost, duplicated, unexpected, ahead }).to.deep.equal({ lost: 0, duplicated: 0, unexpected: 0, ahead: 0 })
    expect(distinct).to.be.at.least(CHOSEN == null ? DISTINCT_MIN : 1)
  })
})
