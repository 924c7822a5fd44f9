import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { ROOT } from '../fixtures/program.ts'
import { openStage } from '../fixtures/stage.ts'
import { isShown, readTour, TourShell } from '../fixtures/tour.ts'
import type { Stage } from '../fixtures/stage.ts'

describe('scenario: the tour of the read-me', function () {
  this.timeout(600_000)

  let stage: Stage
  let shell: TourShell

  before(async () => {
    stage = await openStage()
    shell = await TourShell.open(stage.folder)
  })

  after(async () => {
    await shell.close()
    await stage.close()
  })

  it('shows what it says', async () => {
    const steps = readTour(await readFile(join(ROOT, 'README.md'), 'utf8'), 'Five minutes')

    expect(steps).to.have.length.above(3)

    for (const step of steps) {
      const { lines, stderr, code } = await shell.run(step)

      expect(code, `${step.command}\n${lines.join('\n')}`).to.equal(0)
      expect(isShown(lines, step.shown), `${step.command} printed\n${lines.join('\n')}\nin place of\n${step.shown.join('\n')}\nand on stderr\n${stderr}`).to.equal(true)
    }
  })
})

describe('scenario: how a tour is read', () => {
  it('takes commands and what they show from the block below the heading', () => {
    const page = '# A\n\n```console\n$ no\n```\n\n## Tour\n\ntext\n\n```console\n$ one\n$ two three &\nready …\nmore\n```\n\n```console\n$ four\n```\n'

    expect(readTour(page, 'Tour')).to.deep.equal([{ command: 'one', shown: [] }, { command: 'two three &', shown: ['ready …', 'more'] }])
    expect(readTour(page, 'Other')).to.deep.equal([])
  })

  it('compares line by line, with … for any text', () => {
    expect(isShown(['ready http://x', 'a.b'], ['ready …', 'a.b'])).to.equal(true)
    expect(isShown([], [])).to.equal(true)
    expect(isShown(['axb'], ['a.b'])).to.equal(false)
    expect(isShown(['a', 'b'], ['a'])).to.equal(false)
    expect(isShown(['an a'], ['a…'])).to.equal(true)
    expect(isShown(['ba'], ['a…'])).to.equal(false)
  })
})
