import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { seededRandom } from '../../src/platform/index.ts'
import { jsonLines } from '../fixtures/cli-stage.ts'
import { eventually, moment } from '../fixtures/eventually.ts'
import { printFigures } from '../fixtures/figures.ts'
import { entityOfNumber, readLedger } from '../fixtures/ledger-writer.ts'
import { missingIds } from '../fixtures/lookup.ts'
import { spawnProgram } from '../fixtures/program.ts'
import { openStage } from '../fixtures/stage.ts'
import type { Random } from '../../src/platform/index.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Ledger, LedgerInit } from '../fixtures/ledger-writer.ts'
import type { Stage } from '../fixtures/stage.ts'
import type { ChildProcess } from 'node:child_process'

const CYCLES = 100

/** The kill comes at a random moment of so many milliseconds, counted from the first write. */
const LIFE_MS_MAX = 1_000

/** Before every so many cycles, a start is killed as well, at a random moment of this many milliseconds. */
const KILLED_START_EVERY = 4
const START_MS_MAX = 1_000

/** Cycles between two readings of the whole journal. */
const VERIFY_EVERY = 10

const WRITER = new URL('../fixtures/ledger-writer.ts', import.meta.url).href

/** A number that names a run: the same one strikes at the same moments. */
const seed = Number(process.env.FACTMESH_TEST_SEED ?? Date.now() % 1_000_000)

/** What the process of the writers does: it writes to each daemon that it is told of, and says when that one is gone. */
const PROGRAM = `import { writeUntilGone } from '${WRITER}'
process.on('message', async init => { process.send(await writeUntilGone(init) ?? 'gone') })`

/** Lets the writers loose, kills the daemon under them, and returns what they noted. */
async function killUnderWriters (daemon: Daemon, { writers, init, lifeMs }: { writers: ChildProcess, init: LedgerInit, lifeMs: number }): Promise<Ledger> {
  const gone = once(writers, 'message')

  await writeFile(init.path, '')
  writers.send(init)
  await eventually('the writers began', async () => (await readLedger(init.path)).attempted.size > 0 ? true : undefined)
  await moment(performance.now() + lifeMs)
  await daemon.kill()
  expect(await gone).to.deep.equal(['gone', undefined])

  return readLedger(init.path)
}

/** Starts the program and kills it again before or just after it serves. */
async function killStart (home: string, lifeMs: number): Promise<void> {
  const child = spawnProgram(['daemon', '--home', home, '--http', '127.0.0.1:0', '--listen', '/ip4/127.0.0.1/tcp/0'])
  const exited = once(child, 'exit')

  child.stdout.resume()
  child.stderr.resume()
  await moment(performance.now() + lifeMs)
  child.kill('SIGKILL')
  await exited
}

/** The numbers that stand in a daemon. */
async function numbersIn (daemon: Daemon): Promise<Set<number>> {
  const numbers = new Set<number>()

  for await (const line of await daemon.client.factLines({ relation: 'ledger:number' })) {
    const { entity, value: { v } }: { entity: string, value: { v: number } } = JSON.parse(line)

    expect(entity).to.equal(entityOfNumber(v))
    numbers.add(v)
  }

  return numbers
}

describe('scenario: a daemon killed under writers in another process', function () {
  this.timeout(900_000)

  const attempted = new Set<number>()
  const acknowledged = new Map<number, string>()
  const figures: Record<string, number | string> = { seed, cycles: CYCLES, 'killed starts': 0 }
  let stage: Stage
  let daemon: Daemon
  let writers: ChildProcess

  before(async () => {
    stage = await openStage()
    writers = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    daemon = await stage.daemon('a')
  })

  after(async () => {
    writers?.kill('SIGKILL')
    await stage.close()
    printFigures('kill -9 under writers', figures)
  })

  async function cycle (number: number, random: Random): Promise<void> {
    const { url, token } = daemon.api
    const init = { url, token, path: stage.path(`ledger-${number}`), first: number * 1_000_000 }
    const ledger = await killUnderWriters(daemon, { writers, init, lifeMs: random.fraction() * LIFE_MS_MAX })

    if (number % KILLED_START_EVERY === 0) {
      await killStart(stage.path('a'), random.fraction() * START_MS_MAX)
      figures['killed starts'] = Number(figures['killed starts']) + 1
    }
    ledger.attempted.forEach(each => attempted.add(each))
    ledger.acknowledged.forEach((id, each) => acknowledged.set(each, id))
    daemon = await stage.daemon('a')
    expect(await missingIds(daemon, [...ledger.acknowledged.values()]), `lost in cycle ${number}, FACTMESH_TEST_SEED=${seed}`).to.deep.equal([])

    if (number % VERIFY_EVERY === 0) {
      const { code, stdout, stderr } = await daemon.run('journal', 'verify', '--json')

      expect(code, stderr).to.equal(0)
      expect(jsonLines(stdout).map(({ journal, ok }) => [journal, ok])).to.deep.equal([['journal', true], ['local', true], ['audit', true]])
    }
  }

  it(`keeps after each of ${CYCLES} kills what the writers noted as answered`, async () => {
    const random = seededRandom(seed)

    for (let number = 0; number < CYCLES; number++) {
      await cycle(number, random)
    }
  })

  it('holds in the end every fact that was answered for, none twice, and none that was never sent', async () => {
    const numbers = await numbersIn(daemon)
    const lost = [...acknowledged.keys()].filter(number => !numbers.has(number))
    const unexpected = [...numbers].filter(number => !attempted.has(number))
    // A second copy of a fact would replace the first one in answers, and count as one more in the scope.
    const doubled = (await daemon.publicScope()).facts - numbers.size

    Object.assign(figures, {
      attempted: attempted.size,
      acknowledged: acknowledged.size,
      'durable without acknowledgement': numbers.size - acknowledged.size + lost.length,
      lost: lost.length,
      doubled,
      unexpected: unexpected.length
    })
    expect({ lost, doubled, unexpected }).to.deep.equal({ lost: [], doubled: 0, unexpected: [] })
    expect(acknowledged.size).to.be.at.least(CYCLES * 10)
  })
})
