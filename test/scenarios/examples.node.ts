import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { countCities } from '../fixtures/cities.ts'
import { ROOT, plainEnvironment } from '../fixtures/program.ts'

const TIMEOUT_MS = 60_000

/** What each example prints. The lines are compared in the order of their text: keys are made by chance, and the order of authors with them. */
const EXAMPLES: Readonly<Record<string, readonly RegExp[]>> = {
  'five-line-node': [/^geo:population 2102650 k51\w+$/],
  'two-nodes': [
    /^alice says geo:population = 2102650, contradicted: true, via gossip|sync$/,
    /^bob says geo:population = 2113705, contradicted: true, via local$/
  ],
  'closed-scope': [/^alice sees 1 plans, holds the scope: true$/, /^bob sees 1 plans, holds the scope: true$/, /^carol sees 0 plans, holds the scope: false$/],
  'agents-disagree': [
    /^conflict resolved$/, /^conflict unresolved$/, /^now platform contradicted: false$/, /^skeptic no answer 0\.97$/, /^stigmem-default payments 0\.97$/,
    /^vote-aware-consensus platform 0\.97$/
  ],
  'slow-links': [/^both ends have spoken: true$/, /^node 1 knows 0 facts of the front door$/, /^node 2 knows 2 facts$/, /^sync took turns: true$/],
  'test-mesh': [/^(open|closed) contradicted: true$/, /^(open|closed) contradicted: true$/]
}

async function run (name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', join('examples', name, 'index.ts')], {
    cwd: ROOT,
    env: plainEnvironment(),
    timeout: TIMEOUT_MS,
    maxBuffer: 256 * 1024 * 1024
  })

  return stdout
}

describe('scenario: the examples', function () {
  this.timeout(2 * TIMEOUT_MS)

  it('are all run here, but for the one in browsers', async () => {
    expect((await readdir(join(ROOT, 'examples'))).sort()).to.deep.equal([...Object.keys(EXAMPLES), 'browser-node', 'cities'].sort())
  })

  for (const [name, expected] of Object.entries(EXAMPLES)) {
    it(`${name} prints what it says`, async () => {
      const lines = (await run(name)).trimEnd().split('\n').sort()

      expect(lines.length, lines.join('\n')).to.equal(expected.length)
      expected.forEach((pattern, i) => { expect(lines[i]).to.match(pattern) })
    })
  }

  it('cities prints one fact per line', async () => {
    const lines = (await run('cities')).trimEnd().split('\n')
    const total = [...countCities().values()].reduce((sum, count) => sum + count, 0)

    expect(lines.length).to.equal(total)
    expect(Object.keys(JSON.parse(lines[0]))).to.deep.equal(['entity', 'relation', 'value'])
  })
})
