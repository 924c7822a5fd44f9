import { expect } from 'aegir/chai'
import { FLIPPED_BYTES } from './job.ts'
import { runAll, runJob } from './processes.ts'
import type { Findings, Job } from './job.ts'

/** Things other than single bits that are done to a journal. */
const STRIKES = 10_000

/** Processes that share the bits. */
const PARTS = 2

/** Sums up how often each outcome came. */
function tableOf (findings: readonly Findings[]): Record<'cut' | 'reported' | 'silent', number> {
  const sum = (outcome: 'cut' | 'reported' | 'silent'): number => findings.reduce((total, { damage }) => total + (damage?.counts[outcome] ?? 0), 0)

  return { cut: sum('cut'), reported: sum('reported'), silent: sum('silent') }
}

async function run (name: string, jobs: readonly Job[]): Promise<ReturnType<typeof tableOf>> {
  const findings = await runAll(jobs.map(job => async () => runJob(job)))
  const table = tableOf(findings)
  const { cut, reported, silent } = table

  process.stdout.write(`      ${name}: ${cut + reported + silent} cases, cut ${cut}, reported ${reported}, silent ${silent}\n`)
  expect(findings.flatMap(({ breaches }) => breaches)).to.deep.equal([])

  return table
}

describe('a damaged journal', () => {
  it('accounts for every single bit', async function () {
    this.timeout(900_000)
    const jobs = Array.from({ length: PARTS }, (_, first) => ({ kind: 'flips' as const, first, step: PARTS }))
    const { cut, reported, silent } = await run('single bits', jobs)

    expect({ cases: cut + reported + silent, silent }).to.deep.equal({ cases: FLIPPED_BYTES * 8, silent: 0 })
  })

  it('accounts for bursts of bits, and for blocks that are swapped, doubled, zeroed or stale', async function () {
    this.timeout(600_000)
    const jobs = Array.from({ length: PARTS }, (_, part) => ({ kind: 'strikes' as const, seed: part + 1, count: STRIKES / PARTS }))
    const { silent } = await run('bursts and blocks', jobs)

    expect(silent).to.equal(0)
  })
})
