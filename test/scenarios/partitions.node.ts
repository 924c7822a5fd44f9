import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { printFigures } from '../fixtures/figures.ts'
import { leaveOut } from '../fixtures/leave-out.ts'
import { Laboratory, whyNoNamespaces } from '../fixtures/netns/laboratory.ts'
import { NEMESIS_NAMES } from '../fixtures/netns/nemeses.ts'
import { doubledFacts, summarize } from '../fixtures/netns/summary.ts'
import type { NemesisName } from '../fixtures/netns/nemeses.ts'
import type { TrialReport } from '../fixtures/netns/trial.ts'

/** Trials of each kind of harm that is over before the time limits of a connection, and of each that is not. */
const SHORT_PER_NEMESIS = 2
const LONGER: readonly NemesisName[] = ['halves', 'isolate-one', 'one-way', 'pause', 'kill']

/** Trials in all: these, and the longest. */
const HEALS = NEMESIS_NAMES.length * SHORT_PER_NEMESIS + LONGER.length + 1

/** Milliseconds of a harm: the pings of a connection end it after 3 to 6 s. */
const SHORT_MS = [1_000, 3_000] as const
const LONGER_MS = [6_500, 8_500] as const

/** Milliseconds of a cut longer than every time limit of a connection, of which the longest is 60 s. */
const LONGEST_MS = 70_000

/** Milliseconds in which everything is equal again, with 5 s between two reconciliations. */
const HEAL_MS_MAX = 10_000

/** Facts that are answered for in the shortest trial, at least. */
const ACKNOWLEDGED_MIN = 10

/** A number that names a run: the same one strikes the same hosts for the same time. */
const seed = Number(process.env.FACTMESH_TEST_SEED ?? Date.now() % 1_000_000)

describe('scenario: five daemons in network namespaces', function () {
  this.timeout(240_000)

  const random = seededRandom(seed)
  const reports: TrialReport[] = []
  let trials = 0
  let laboratory: Laboratory | undefined
  let open: Laboratory

  before(async function () {
    const reason = await whyNoNamespaces()

    if (reason != null) {
      leaveOut(this, `no network namespaces can be made here (${reason})`)
    }

    laboratory = open = await Laboratory.open()
  })

  after(async () => {
    await laboratory?.close()
  })

  async function trial (nemesis: NemesisName, harmMs: number): Promise<void> {
    const report = await open.trial({ number: trials++, nemesis, harmMs, seed: Math.floor(random.fraction() * 2 ** 32) })
    const { title, healMs, attempted, acknowledged, held, lost, unexpected, answers } = report

    reports.push(report)
    printFigures(`${nemesis} (${title})`, { 'cut ms': harmMs, 'heal ms': healMs, attempted, acknowledged, 'held by all': held, lost, unexpected })
    expect(healMs, `after ${nemesis} (${title}), FACTMESH_TEST_SEED=${seed}`).to.be.at.most(HEAL_MS_MAX)
    expect({ lost, unexpected, answers }).to.deep.equal({ lost: 0, unexpected: 0, answers: 1 })
    expect(acknowledged).to.be.at.least(ACKNOWLEDGED_MIN)
  }

  function between ([least, most]: readonly [number, number]): number {
    return Math.round(least + random.fraction() * (most - least))
  }

  it('are cut as they should be, each way for itself', async () => {
    expect(await open.survey(seed)).to.deep.equal([])
  })

  for (const nemesis of NEMESIS_NAMES) {
    it(`come together after ${nemesis}, for seconds`, async () => {
      for (let i = 0; i < SHORT_PER_NEMESIS; i++) {
        await trial(nemesis, between(SHORT_MS))
      }
    })
  }

  for (const nemesis of LONGER) {
    it(`come together after ${nemesis} that ends connections`, async () => {
      await trial(nemesis, between(LONGER_MS))
    })
  }

  it(`come together after halves for ${LONGEST_MS / 1_000} s, longer than every time limit of a connection`, async () => {
    await trial('halves', LONGEST_MS)
  })

  it('have lost nothing that was acknowledged, and doubled nothing', () => {
    const { heals, p50Ms, maxMs, acknowledged, lost } = summarize(reports)
    const doubled = doubledFacts(reports)

    printFigures('partitions', { seed, heals, 'heal ms p50': p50Ms, 'heal ms max': maxMs, acknowledged, lost, doubled })
    expect({ heals, lost, doubled }).to.deep.equal({ heals: HEALS, lost: 0, doubled: 0 })
  })
})
