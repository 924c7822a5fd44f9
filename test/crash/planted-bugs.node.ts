import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { copyWithFaultPoints, faultPointsOf } from '../fixtures/fault-points.ts'
import { ROOT, runAll, runJob } from './processes.ts'
import type { Job } from './job.ts'

/** A small run of every proof, the quickest first: enough to find each bug that is planted on purpose. */
const SMALL: readonly Job[] = [
  { kind: 'flips', first: 3, step: 797 },
  { kind: 'sweep' },
  { kind: 'journal', seeds: [1, 2], cap: 20, capWithin: 2 },
  { kind: 'journal', seeds: [3, 4], cap: 20, capWithin: 2 },
  { kind: 'replica', seeds: [1], cap: 10, capWithin: 1 }
]

/** How many of the proofs are red with a bug, or without one; with a bug the first is enough. */
async function redWith (root: string, faultPoint: string): Promise<readonly string[]> {
  for (const job of SMALL) {
    const { breaches } = await runJob(job, { root, faultPoint })

    if (breaches.length > 0) {
      return breaches
    }
  }

  return []
}

describe('planted bugs', () => {
  it('turn the proofs red, each by itself, and without one they are green', async function () {
    this.timeout(600_000)
    const names = (await faultPointsOf(ROOT)).map(({ name }) => name)
    const root = await copyWithFaultPoints(ROOT)

    try {
      const outcomes = await runAll(['', ...names].map(name => async () => redWith(root, name)))
      const found = names.filter((_, index) => outcomes[index + 1].length > 0)

      process.stdout.write(`      planted bugs: found ${found.length} / ${names.length}\n`)
      expect(outcomes[0]).to.deep.equal([])
      expect(found).to.deep.equal(names)
    } finally {
      await rm(root, { recursive: true })
    }
  })

  it('are listed in the document', async () => {
    const names = (await faultPointsOf(ROOT)).map(({ name }) => name)
    const document = await readFile(join(ROOT, 'docs/TESTING.md'), 'utf8')
    const listed = [...document.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, name]) => name)

    expect(listed.sort()).to.deep.equal([...new Set(names)].sort())
    expect(names).to.have.lengthOf(new Set(names).size)
  })
})
