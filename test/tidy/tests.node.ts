import ts from 'typescript'
import { filesBelow, lineOf, nodesOf } from './house.ts'
import { describeRule } from './rule.ts'
import type { House, SourceFile } from './house.ts'

const SUITES: readonly string[] = ['describe', 'context', 'it', 'specify']

const LEFT_OUT: readonly string[] = ['xdescribe', 'xcontext', 'xit', 'xspecify', 'this.skip']

const WAITS: readonly string[] = ['setTimeout', 'setInterval', 'sleep', 'delay', 'wait']

/** Folders of helpers that poll with a deadline, of the test command, and of the tests of the timers themselves. */
const HELPERS: readonly string[] = ['test/fixtures/', 'test/run/', 'test/platform/']

/** The one way to leave a test out: it says what the machine lacks. */
const LEAVES_OUT = 'test/fixtures/leave-out.ts'

/** Every test runs, none alone, and none waits for a time to pass. */
function check (house: House): string[] {
  return filesBelow(house, 'test').flatMap(file => [...nodesOf(file.ast)].flatMap(node => {
    const problem = problemOf(file, node)

    return problem == null ? [] : [`${file.path}:${lineOf(file.ast, node)} ${problem}`]
  }))
}

function problemOf ({ path }: SourceFile, node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) {
    return undefined
  }

  const called = node.expression.getText()
  const [object, member = ''] = called.split('.')

  if (path !== LEAVES_OUT && (LEFT_OUT.includes(called) || (SUITES.includes(object) && ['only', 'skip'].includes(member)))) {
    return `${called} leaves tests out`
  }

  return isWait(called) && !HELPERS.some(folder => path.startsWith(folder)) ? `${called} waits for time to pass` : undefined
}

/** A simulated clock may sleep: its time passes when the test says so. */
function isWait (called: string): boolean {
  const steps = called.split('.')

  return WAITS.includes(steps[0]) || (steps.at(-1) === 'sleep' && steps.includes('timers'))
}

describeRule({
  name: 'tests',
  check,
  samples: [
    {
      title: 'tests that run alone or not at all',
      contents: { 'test/a.spec.ts': "it.only('a', f)\ndescribe.skip('b', f)\nxit('c', f)\nit('d', function () { this.skip() })" },
      problems: [/:1 it\.only/, /:2 describe\.skip/, /:3 xit/, /:4 this\.skip/]
    },
    {
      title: 'fixed waits',
      contents: { 'test/a.spec.ts': 'await delay(100)\nawait platform.timers.sleep(5)\nsetTimeout(f, 1)' },
      problems: [/:1 delay/, /:2 platform\.timers\.sleep/, /:3 setTimeout/]
    },
    {
      title: 'tests, virtual time and helpers that poll',
      contents: {
        'test/a.spec.ts': "it('a', async function () { this.timeout(5_000); await clock.sleep(5); clock.advance(5) })",
        'test/fixtures/leave-out.ts': 'context.skip()',
        'test/fixtures/poll.ts': 'await delay(10)'
      },
      problems: []
    }
  ]
})
