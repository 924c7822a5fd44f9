import ts from 'typescript'
import { filesBelow, lineOf, nodesOf } from './house.ts'
import { roomOf } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/** Functions of the machine that stand for themselves. */
const FUNCTIONS: readonly string[] = ['setTimeout', 'setInterval', 'setImmediate']

/** Functions of the machine that belong to an object. */
const METHODS: readonly string[] = [
  'Date.now',
  'performance.now',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
  'AbortSignal.timeout'
]

const GLOBALS: readonly string[] = ['globalThis', 'window', 'self']

/**
 * Time, timers and chance come from `platform` alone, so that a simulation
 * can replace them all.
 */
function check (house: House): string[] {
  return filesBelow(house, 'src').filter(({ path }) => roomOf(path) !== 'platform').flatMap(({ path, ast }) => {
    return [...nodesOf(ast)].flatMap(node => {
      const name = machineCall(node)

      return name == null ? [] : [`${path}:${lineOf(ast, node)} ${name} outside platform`]
    })
  })
}

function machineCall (node: ts.Node): string | undefined {
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0) {
    return 'new Date()'
  }

  if (ts.isPropertyAccessExpression(node)) {
    const name = node.getText().replaceAll(/\s|\?/g, '').replace(/^(globalThis|window|self)\./, '')

    return METHODS.find(method => method === name)
  }

  return ts.isIdentifier(node) && FUNCTIONS.includes(node.text) && isValue(node) ? node.text : undefined
}

/** Whether an identifier stands for the global, and not for a member or a declaration of that name. */
function isValue (node: ts.Identifier): boolean {
  const { parent } = node

  if (ts.isPropertyAccessExpression(parent)) {
    return parent.expression === node || GLOBALS.includes(parent.expression.getText())
  }

  return !('name' in parent && parent.name === node) || ts.isShorthandPropertyAssignment(parent)
}

describeRule({
  name: 'banned globals',
  check,
  samples: [
    {
      title: 'the clock of the machine',
      contents: { 'src/mesh/a.ts': 'const a = Date.now()\nconst b = new Date()\nconst c = performance.now()' },
      problems: [/:1 Date\.now/, /:2 new Date\(\)/, /:3 performance\.now/]
    },
    {
      title: 'timers of the machine',
      contents: { 'src/mesh/a.ts': 'setTimeout(f, 1)\nglobalThis.setInterval(f, 1)\nrun({ after: setTimeout })\nAbortSignal.timeout(5)' },
      problems: [/:1 setTimeout/, /:2 setInterval/, /:3 setTimeout/, /:4 AbortSignal\.timeout/]
    },
    {
      title: 'chance of the machine',
      contents: { 'src/apps/cli/a.ts': 'Math.random()\nglobalThis.crypto.getRandomValues(a)' },
      problems: [/:1 Math\.random/, /:2 crypto\.getRandomValues/]
    },
    {
      title: 'the same in platform, and names that only look alike',
      contents: {
        'src/platform/a.ts': 'Date.now(); setTimeout(f, 1)',
        'src/mesh/a.ts': 'server.setTimeout(5)\nclock.now()\nnew Date(ms)\nconst timers = { setTimeout () {} }'
      },
      problems: []
    }
  ]
})
