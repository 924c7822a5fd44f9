import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { copyWithFaultPoints, faultPointsOf, GATE_BUG } from '../fixtures/fault-points.ts'
import { ROOT, runAll, runJob } from './processes.ts'
import type { Job } from './job.ts'
import type { SpecJob } from './processes.ts'

/** Proofs that run on the same ground, and the bugs that one of them must find. */
interface Proofs {
  readonly ground: string
  /** Names of fault points. */
  readonly bugs: RegExp
  /** A small run of each, the quickest first: enough to find each bug that is planted on purpose. */
  readonly jobs: ReadonlyArray<Job | SpecJob>
}

const PROOFS: readonly Proofs[] = [
  {
    ground: 'storage',
    bugs: /^(index|journal)\./,
    jobs: [
      { kind: 'flips', first: 3, step: 797 },
      { kind: 'sweep' },
      { kind: 'journal', seeds: [1, 2], cap: 20, capWithin: 2 },
      { kind: 'journal', seeds: [3, 4], cap: 20, capWithin: 2 },
      { kind: 'replica', seeds: [1], cap: 10, capWithin: 1 }
    ]
  },
  {
    ground: 'sync',
    bugs: /^(sync|tree|wanted)\./,
    jobs: [
      { kind: 'cuts', seed: 1 },
      { kind: 'splits', seed: 1 },
      { kind: 'splits', seed: 2 }
    ]
  },
  {
    ground: 'trust',
    bugs: /^(name|scope|token)\./,
    jobs: [
      { kind: 'spec', path: 'policy/scope-names.spec.ts' },
      { kind: 'spec', path: 'replica/token-gate.spec.ts' },
      { kind: 'spec', path: 'network/gossip-sealed.spec.ts' },
      { kind: 'spec', path: 'replica/governance-orders.spec.ts' }
    ]
  }
]

/** What the proofs find with each of some fault points on; the empty name stands for none. */
async function breachesWith (faultPoints: readonly string[], { jobs }: Proofs, root: string): Promise<Array<readonly string[]>> {
  return runAll(faultPoints.map(faultPoint => async () => {
    for (const job of jobs) {
      const { breaches } = await runJob(job, { root, faultPoint })

      // The first proof that finds something is enough.
      if (breaches.length > 0) {
        return breaches
      }
    }

    return []
  }))
}

function firstLineOf ([breach = 'not found']: readonly string[]): string {
  return breach.split('\n', 1)[0]
}

describe('planted bugs', () => {
  let names: readonly string[]
  let root: string

  before(async function () {
    this.timeout(60_000)
    names = (await faultPointsOf(ROOT)).map(({ name }) => name)
    root = await copyWithFaultPoints(ROOT)
  })

  after(async () => {
    await rm(root, { recursive: true })
  })

  PROOFS.forEach(proofs => {
    const { ground, bugs } = proofs

    it(`turn the proofs of ${ground} red, each by itself, and without one they are green`, async function () {
      this.timeout(600_000)
      const planted = names.filter(name => bugs.test(name))
      const [green, ...red] = await breachesWith(['', ...planted], proofs, root)
      const found = planted.filter((_, index) => red[index].length > 0)

      process.stdout.write(`      planted bugs in ${ground}: found ${found.length} / ${planted.length}\n`)
      planted.forEach((name, index) => { process.stdout.write(`        ${name}: ${firstLineOf(red[index])}\n`) })
      expect(green).to.deep.equal([])
      expect(found).to.deep.equal(planted)
    })
  })

  it('are planted where some proof looks for them', () => {
    expect(names.filter(name => !GATE_BUG.test(name) && !PROOFS.some(({ bugs }) => bugs.test(name)))).to.deep.equal([])
  })

  it('are listed in the document', async () => {
    const document = await readFile(join(ROOT, 'docs/TESTING.md'), 'utf8')
    const listed = [...document.matchAll(/^\| `([a-z]+\.[a-z-]+)` \|/gm)].map(([, name]) => name)

    expect(listed.sort()).to.deep.equal([...new Set(names)].sort())
    expect(names).to.have.lengthOf(new Set(names).size)
  })
})
