import { writeFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { readLines, writeCities } from '../fixtures/cities.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { eventually, moment } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { ImportRun } from '../fixtures/import-run.ts'
import { missingIds } from '../fixtures/lookup.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const CYCLES = 20
const LINES_PER_CYCLE = 10_000
const ACKNOWLEDGED_MIN = 1_000

/** A number that names a run: the same one strikes at the same moments of the import. */
const seed = Number(process.env.FACTMESH_TEST_SEED ?? Date.now() % 1_000_000)

/** Facts as the API streams them. */
interface StreamedFact {
  readonly entity: string
  readonly relation: string
  readonly value: { readonly v: unknown }
  readonly source: string
}

/** Cuts the cities into files of as many lines as one cycle imports, one more for the measurement, and all of them. */
async function writeSlices (stage: Stage): Promise<{ slices: string[], whole: string }> {
  await writeCities(stage.path('cities.jsonl'))
  const lines = await readLines(stage.path('cities.jsonl'), LINES_PER_CYCLE * (CYCLES + 1))
  const slices: string[] = []

  for (let cycle = 0; cycle <= CYCLES; cycle++) {
    const slice = lines.slice(cycle * LINES_PER_CYCLE, (cycle + 1) * LINES_PER_CYCLE)

    slices.push(stage.path(`slice-${cycle}.jsonl`))
    await writeFile(slices[cycle], slice.join('\n') + '\n')
  }

  await writeFile(stage.path('whole.jsonl'), lines.join('\n') + '\n')

  return { slices, whole: stage.path('whole.jsonl') }
}

/** Imports a slice and kills the daemon at a part of the time that such an import takes; returns what was acknowledged. */
async function killDuringImport (daemon: Daemon, path: string, afterMs: number): Promise<string[]> {
  const run = new ImportRun(daemon.home, path)

  await eventually('the import began', () => run.acknowledged.size > 0 ? true : undefined)
  await moment(run.firstMs + afterMs)
  await eventually('enough facts were acknowledged', () => run.acknowledged.size >= ACKNOWLEDGED_MIN ? true : undefined)
  await daemon.kill()
  await run.ended

  return [...run.acknowledged.values()]
}

async function verifyJournal (daemon: Daemon): Promise<void> {
  const { code, stdout, stderr } = await daemon.run('journal', 'verify', '--json')

  expect(code, stderr).to.equal(0)
  expect(jsonLines(stdout).map(({ journal, ok }) => [journal, ok])).to.deep.equal([['journal', true], ['local', true], ['audit', true]])
}

/** How often each claim stands in a daemon, as one key per claim. */
async function claimsOf (daemon: Daemon): Promise<string[]> {
  const claims: string[] = []

  for await (const line of await daemon.client.factLines()) {
    const { entity, relation, value, source }: StreamedFact = JSON.parse(line)

    claims.push(JSON.stringify([entity, relation, value, source]))
  }

  return claims
}

describe('scenario: a daemon killed during imports', function () {
  this.timeout(600_000)

  const acknowledged: string[] = []
  const figures: Record<string, number | string> = { seed, cycles: CYCLES }
  let stage: Stage
  let slices: string[]
  let whole: string
  let daemon: Daemon

  before(async () => {
    stage = await openStage()
    const written = await writeSlices(stage)

    slices = written.slices
    whole = written.whole
    daemon = await stage.daemon('a')
  })

  after(async () => {
    await stage.close()
    printFigures('kill -9', figures)
  })

  it('keeps every fact that it acknowledged', async () => {
    const random = seededRandom(seed)
    const measured = new ImportRun(daemon.home, slices[CYCLES])

    expect(await measured.ended).to.equal(0)
    acknowledged.push(...measured.acknowledged.values())
    const importMs = measured.lastMs - measured.firstMs

    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const ids = await killDuringImport(daemon, slices[cycle], (cycle + random.fraction()) / CYCLES * importMs)

      expect(ids.length).to.be.at.least(ACKNOWLEDGED_MIN)
      daemon = await stage.daemon('a')
      expect(await missingIds(daemon, ids), `cycle ${cycle}, seed ${seed}`).to.deep.equal([])
      await verifyJournal(daemon)
      acknowledged.push(...ids)
    }

    figures['import ms'] = importMs
    figures.acknowledged = acknowledged.length
  })

  it('keeps them over all of the kills, and none twice', async () => {
    const unfinished = (await daemon.publicScope()).facts
    const run = new ImportRun(daemon.home, whole)

    expect(await run.ended).to.equal(0)
    expect(run.acknowledged.size).to.equal(LINES_PER_CYCLE * (CYCLES + 1))

    const { facts } = await daemon.publicScope()
    const claims = await claimsOf(daemon)
    const again = new Set(run.acknowledged.values())

    expect(new Set(claims).size).to.equal(claims.length)
    expect(facts).to.equal(claims.length)
    expect(facts).to.equal(LINES_PER_CYCLE * (CYCLES + 1))
    expect(acknowledged.filter(id => !again.has(id))).to.deep.equal([])
    figures['durable without acknowledgement'] = unfinished - acknowledged.length
  })

  it('agrees in the end with a daemon that joins then', async () => {
    const b = await stage.daemon('b', '--bootstrap', daemon.api.multiaddrs[0])
    const expected = await daemon.publicScope()

    await eventually('B agreed with A', async () => (await b.publicScope()).root === expected.root ? true : undefined)
    expect(await b.publicScope()).to.deep.equal({ ...expected, wanted: 0 })
  })
})
