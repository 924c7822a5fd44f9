import { expect } from 'aegir/chai'
import { countCities, sampleCities, writeCities } from '../fixtures/cities.ts'
import { bytesBelow } from '../fixtures/disk.ts'
import { eventually } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { ending, spawnProgram } from '../fixtures/program.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const SAMPLED_CITIES = 200
const SAMPLED_PAGES = 20
const CATCH_UP_TIMEOUT_MS = 120_000
const NEWLINE = 0x0a

interface Imported {
  readonly lines: number
  readonly stored: number
  readonly unchanged: number
  readonly failed: number
  readonly seconds: number
}

async function importFile (daemon: Daemon, path: string): Promise<Imported> {
  const { code, stdout, stderr, ms } = await ending(spawnProgram(['import', path, '--home', daemon.home]), { timeoutMs: 180_000 })

  expect(code, stderr).to.equal(0)

  return { ...JSON.parse(stdout), seconds: ms / 1_000 }
}

/** Streams all facts of a relation and counts the lines. */
async function countFacts (daemon: Daemon, relation: string): Promise<number> {
  const response = await daemon.fetch(`/v1/facts?relation=${relation}`, { headers: { accept: 'application/x-ndjson' } })
  let count = 0

  for await (const chunk of response.body ?? []) {
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) {
      count++
    }
  }

  return count
}

/** What a daemon answers, without how and when the facts came to it. */
async function ask (daemon: Daemon, filter: Parameters<Daemon['client']['facts']>[0]): Promise<{ facts: unknown[], cursor: string | null }> {
  const { facts, cursor } = await daemon.client.facts(filter)

  return { facts: facts.map(({ received_from: from, received_via: via, received_at: at, ...fact }) => fact), cursor }
}

async function pagesOf (daemon: Daemon, relation: string, count: number): Promise<unknown[][]> {
  const pages: unknown[][] = []
  let cursor: string | undefined

  for (let page = 0; page < count; page++) {
    const answer = await ask(daemon, { relation, cursor, limit: 500 })

    pages.push(answer.facts)
    cursor = answer.cursor ?? undefined
  }

  return pages
}

describe('scenario: 135,233 real cities', function () {
  this.timeout(600_000)

  const figures: Record<string, number | string> = {}
  const expected = countCities()
  const total = [...expected.values()].reduce((sum, count) => sum + count, 0)
  let stage: Stage
  let path: string
  let a: Daemon
  let b: Daemon

  before(async () => {
    stage = await openStage()
    path = stage.path('cities.jsonl')
    await writeCities(path)
    a = await stage.daemon('a')
  })

  after(async () => {
    await stage.close()
    printFigures('cities', figures)
  })

  it('are imported whole', async () => {
    const busyBefore = await a.processorSeconds()
    const { seconds, ...counts } = await importFile(a, path)
    const busy = await a.processorSeconds() - busyBefore
    const memory = await a.memory()

    expect(total).to.be.at.least(800_000)
    expect(counts).to.deep.equal({ lines: total, stored: total, unchanged: 0, failed: 0 })
    figures.facts = total
    figures['import facts/s'] = total / seconds
    figures['A CPU µs/fact'] = busy / total * 1e6
    figures['A journal bytes/fact'] = await bytesBelow(stage.path('a/journal')) / total
    figures['A index bytes/fact'] = await bytesBelow(stage.path('a/index')) / total
    figures['A RSS MB'] = memory.nowMb
    figures['A peak MB'] = memory.peakMb
  })

  it('are counted by relation as the package counts them', async () => {
    const started = performance.now()

    for (const [relation, count] of expected) {
      expect(await countFacts(a, relation), relation).to.equal(count)
    }

    figures['read facts/s'] = total / (performance.now() - started) * 1_000
  })

  it('add nothing when they are imported again', async () => {
    const before = await a.publicScope()
    const { seconds, ...counts } = await importFile(a, path)

    expect(counts).to.deep.equal({ lines: total, stored: 0, unchanged: total, failed: 0 })
    expect(await a.publicScope()).to.deep.equal(before)
    figures['again facts/s'] = total / seconds
  })

  it('reach a second daemon that knows only an address of the first', async () => {
    const whole = await a.publicScope()

    b = await stage.daemon('b', '--bootstrap', a.api.multiaddrs[0])
    const started = performance.now()

    await eventually('B had all facts of A', async () => {
      return (await b.publicScope()).root === whole.root ? true : undefined
    }, CATCH_UP_TIMEOUT_MS)

    const seconds = (performance.now() - started) / 1_000
    const memory = await b.memory()

    expect(await b.publicScope()).to.deep.equal({ ...whole, wanted: 0 })
    figures['catch-up facts/s'] = total / seconds
    figures['B CPU µs/fact'] = await b.processorSeconds() / total * 1e6
    figures['B RSS MB'] = memory.nowMb
    figures['B peak MB'] = memory.peakMb
    figures['B journal bytes/fact'] = await bytesBelow(stage.path('b/journal')) / total
    figures['B index bytes/fact'] = await bytesBelow(stage.path('b/index')) / total
  })

  it('are there at once after a restart', async () => {
    const before = await a.publicScope()

    expect((await a.stop()).code).to.equal(0)
    a = await stage.daemon('a')
    expect(await a.publicScope()).to.deep.equal(before)
    figures['A restart ready ms'] = a.readyMs
    figures['A restart RSS MB'] = (await a.memory()).nowMb
  })

  it('are answered alike by both', async () => {
    for (const entity of sampleCities(SAMPLED_CITIES)) {
      const { facts } = await ask(a, { entity })

      expect(facts).to.have.length.within(6, 7)
      expect((await ask(b, { entity })).facts).to.deep.equal(facts)
    }

    for (const [i, relation] of [...expected.keys()].entries()) {
      const count = Math.ceil((SAMPLED_PAGES - i) / expected.size)

      expect(await pagesOf(b, relation, count), relation).to.deep.equal(await pagesOf(a, relation, count))
    }
  })
})
