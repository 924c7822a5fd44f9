import ts from 'typescript'
import { filesBelow, lineOf, nodesOf } from './house.ts'
import { describeRule } from './rule.ts'
import { isFunctionWithBody, nameOf } from './syntax.ts'
import type { House, SourceFile } from './house.ts'
import type { FunctionWithBody } from './syntax.ts'

const LINES_MAX = 70
const PARAMETERS_MAX = 3
const NESTING_MAX = 4

/** Sizes of functions: lines, positional parameters, nesting of statements. */
function check (house: House): string[] {
  return filesBelow(house, 'src').flatMap(file => {
    return [...nodesOf(file.ast)].filter(isFunctionWithBody).flatMap(node => {
      return problemsOf(file, node).map(problem => `${file.path}:${lineOf(file.ast, node)} ${nameOf(node)} ${problem}`)
    })
  })
}

function problemsOf ({ ast }: SourceFile, node: FunctionWithBody): string[] {
  const lines = ast.getLineAndCharacterOfPosition(node.end).line - lineOf(ast, node) + 2
  const parameters = isCallback(node) ? 0 : node.parameters.filter(({ name }) => name.getText(ast) !== 'this').length
  const nesting = nestingOf(node.body)

  return [
    lines > LINES_MAX ? `has ${lines} lines, more than ${LINES_MAX}` : '',
    parameters > PARAMETERS_MAX ? `takes ${parameters} parameters, more than ${PARAMETERS_MAX}` : '',
    nesting > NESTING_MAX ? `nests ${nesting} deep, more than ${NESTING_MAX}` : ''
  ].filter(problem => problem !== '')
}

/** Who calls a callback has chosen its parameters. */
function isCallback (node: FunctionWithBody): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression !== node
}

/** How many statements with a body lie inside each other; functions inside start anew. */
function nestingOf (node: ts.Node): number {
  let deepest = 0

  ts.forEachChild(node, child => {
    if (!ts.isFunctionLike(child)) {
      const own = nests(child) && !isElseIf(node, child) ? 1 : 0
      deepest = Math.max(deepest, own + nestingOf(child))
    }
  })

  return deepest
}

function nests (node: ts.Node): boolean {
  return ts.isIfStatement(node) || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node) || ts.isTryStatement(node)
}

function isElseIf (parent: ts.Node, child: ts.Node): boolean {
  return ts.isIfStatement(parent) && parent.elseStatement === child && ts.isIfStatement(child)
}

describeRule({
  name: 'sizes of functions',
  check,
  samples: [
    {
      title: 'a function of 71 lines',
      contents: { 'src/mesh/a.ts': `\nfunction long () {\n${'  x()\n'.repeat(69)}}` },
      problems: [/a\.ts:2 long has 71 lines/]
    },
    {
      title: 'a method with four parameters',
      contents: { 'src/mesh/a.ts': 'class A { b (c: 1, d: 2, e: 3, ...f: 4[]): void {} }' },
      problems: [/b takes 4 parameters/]
    },
    {
      title: 'a constructor with four parameters',
      contents: { 'src/mesh/a.ts': 'class A { constructor (c: 1, d: 2, e: 3, f: 4) {} }' },
      problems: [/constructor takes 4 parameters/]
    },
    {
      title: 'five statements inside each other',
      contents: { 'src/mesh/a.ts': 'const deep = () => { for (;;) { if (a) { while (b) { try { if (c) { d() } } catch {} } } } }' },
      problems: [/a function nests 5 deep/]
    },
    {
      title: 'what stays within them',
      contents: {
        'src/mesh/a.ts': `
          function fine (a: 1, b: 2, c: 3): void {
            if (a) {} else if (b) {} else if (c) {} else if (d) {} else if (e) {}
            for (;;) { if (a) { if (b) { if (c) { d(() => { if (e) {} }) } } } }
          }
          command.action((a, b, c, d, e) => {})
          declare function foreign (a: 1, b: 2, c: 3, d: 4): void`
      },
      problems: []
    }
  ]
})
