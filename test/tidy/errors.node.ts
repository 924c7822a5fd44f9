import ts from 'typescript'
import { filesBelow, lineOf, nodesOf } from './house.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * Failures have names: never a bare `Error`, and each class of our own
 * carries its name as `static name` and sets `this.name` to it.
 */
function check (house: House): string[] {
  return filesBelow(house, 'src').flatMap(({ path, ast }) => {
    return [...nodesOf(ast)].flatMap(node => {
      const problem = problemOf(node)

      return problem == null ? [] : [`${path}:${lineOf(ast, node)} ${problem}`]
    })
  })
}

function problemOf (node: ts.Node): string | undefined {
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'Error') {
    return 'a bare Error'
  }

  return ts.isClassDeclaration(node) && extendsError(node) ? classProblem(node) : undefined
}

function classProblem (node: ts.ClassDeclaration): string | undefined {
  const name = node.name?.text ?? ''

  if (!namesItself(node, name, true)) {
    return `${name} has no static name '${name}'`
  }

  const sets = new RegExp(`this\\.name = ('${name}'|${name}\\.name)`).test(node.getText())

  return sets || namesItself(node, name, false) ? undefined : `${name} does not set this.name`
}

/** Whether a class has a field `name`, static or not, that holds its own name. */
function namesItself (node: ts.ClassDeclaration, name: string, isStatic: boolean): boolean {
  return node.members.some(member => {
    return ts.isPropertyDeclaration(member) && member.name.getText() === 'name' &&
      (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0 === isStatic &&
      [`'${name}'`, `${name}.name`].includes(member.initializer?.getText() ?? '')
  })
}

function extendsError (node: ts.ClassDeclaration): boolean {
  return node.heritageClauses?.some(clause => {
    return clause.token === ts.SyntaxKind.ExtendsKeyword && clause.types.some(type => type.expression.getText().endsWith('Error'))
  }) === true
}

describeRule({
  name: 'errors',
  check,
  samples: [
    {
      title: 'bare errors',
      contents: { 'src/mesh/a.ts': "throw new Error('no')\nthrow Error('no')" },
      problems: [/:1 a bare Error/, /:2 a bare Error/]
    },
    {
      title: 'a class without its static name',
      contents: { 'src/mesh/a.ts': "class LostError extends Error { constructor () { super('lost'); this.name = 'LostError' } }" },
      problems: [/LostError has no static name/]
    },
    {
      title: 'a class with the static name of another',
      contents: { 'src/mesh/a.ts': "class LostError extends Error { static name = 'FoundError'; name = 'LostError' }" },
      problems: [/LostError has no static name/]
    },
    {
      title: 'a class that keeps the name of its parent',
      contents: { 'src/mesh/a.ts': "class LostError extends Error { static readonly name = 'LostError' }" },
      problems: [/does not set this\.name/]
    },
    {
      title: 'errors with names',
      contents: {
        'src/mesh/a.ts': "class LostError extends Error { static readonly name = 'LostError'; constructor () { super('lost'); this.name = 'LostError' } }\nthrow new LostError()"
      },
      problems: []
    }
  ]
})
