import { expect } from 'aegir/chai'
import { judge } from './part.ts'
import type { Ending } from './child.ts'
import type { Part } from './part.ts'

const TESTS: Part = { name: 'node', purpose: 'tests', command: ['mocha'], kind: 'tests', minutesMax: 1 }
const CHECK: Part = { name: 'lint', purpose: 'style', command: ['aegir', 'lint'], kind: 'check', minutesMax: 1 }

function endingWith (fields: Partial<Ending>): Ending {
  return { code: 0, output: '', minutes: 0.5, ...fields }
}

describe('run/part', () => {
  it('takes over the counts of a run that ended well', () => {
    expect(judge(TESTS, endingWith({ output: '  3 passing (1s)\n' }))).to.deep.equal({
      name: 'node', minutes: 0.5, counts: { passed: 3, failed: 0, skipped: 0 }, remark: undefined, failures: []
    })
  })

  it('takes over the counts of a run with failures', () => {
    const { counts } = judge(TESTS, endingWith({ code: 2, output: '  3 passing (1s)\n  2 failing\n' }))

    expect(counts).to.deep.equal({ passed: 3, failed: 2, skipped: 0 })
  })

  const failures: Array<[string, Part, Partial<Ending>, RegExp]> = [
    ['a run that crashed', TESTS, { code: 'SIGSEGV', output: '  ✔ a\n' }, /ended with SIGSEGV/],
    ['a run that exits with an error after its tests', TESTS, { code: 7, output: '  3 passing (1s)\n' }, /exit code 7/],
    ['a run without tests', TESTS, { output: '  0 passing (1s)\n' }, /ran no test/],
    ['a run without end', TESTS, { code: 'SIGKILL', output: '  3 passing (1s)\n', stopped: 'took more than 1 minutes' }, /took more than/],
    ['a check with an error', CHECK, { code: 1 }, /exit code 1/],
    ['a check that hides its error', CHECK, { output: 'a\nError in trying to compile Typescript code\n' }, /could not compile/]
  ]

  failures.forEach(([title, part, ending, remark]) => {
    it(`counts one failure for ${title}`, () => {
      const outcome = judge(part, endingWith(ending))

      expect(outcome.counts.failed).to.equal(1)
      expect(outcome.remark).to.match(remark)
    })
  })

  it('finds a check that ended well to be no test', () => {
    expect(judge(CHECK, endingWith({}))).to.deep.equal({
      name: 'lint', minutes: 0.5, counts: { passed: 0, failed: 0, skipped: 0 }, remark: undefined, failures: []
    })
  })
})
