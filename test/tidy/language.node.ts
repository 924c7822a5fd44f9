import ts from 'typescript'
import { lineOf, nodesOf } from './house.ts'
import { describeRule } from './rule.ts'
import type { House } from './house.ts'

/**
 * Parts of TypeScript that the house goes without: `any`, and what does not
 * vanish when types are stripped (`enum`, namespaces, parameter properties),
 * and default exports, which have no name of their own.
 */
function check (house: House): string[] {
  return [...house.files.values()].flatMap(({ path, ast }) => {
    return [...nodesOf(ast)].flatMap(node => {
      const problem = problemOf(node)

      return problem == null ? [] : [`${path}:${lineOf(ast, node)} ${problem}`]
    })
  })
}

function problemOf (node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) {
    return 'any'
  }

  if (ts.isEnumDeclaration(node)) {
    return `enum ${node.name.text}`
  }

  if (ts.isModuleDeclaration(node) && !isAmbient(node)) {
    return `namespace ${node.name.text}`
  }

  if (ts.isParameterPropertyDeclaration(node, node.parent)) {
    return `parameter property ${node.name.getText()}`
  }

  return isDefaultExport(node) ? 'default export' : undefined
}

function isAmbient (node: ts.ModuleDeclaration): boolean {
  return ts.getModifiers(node)?.some(modifier => modifier.kind === ts.SyntaxKind.DeclareKeyword) === true
}

function isDefaultExport (node: ts.Node): boolean {
  return ts.isExportAssignment(node) ||
    (ts.isExportSpecifier(node) && node.name.text === 'default') ||
    (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(modifier => modifier.kind === ts.SyntaxKind.DefaultKeyword) === true)
}

describeRule({
  name: 'language',
  check,
  samples: [
    {
      title: 'any, in sources and in tests',
      contents: { 'src/mesh/a.ts': 'let a: any', 'test/a.spec.ts': '\nb(c as any)' },
      problems: [/^src\/mesh\/a\.ts:1 any/, /^test\/a\.spec\.ts:2 any/]
    },
    {
      title: 'an enum and a namespace',
      contents: { 'src/mesh/a.ts': 'export enum A { B }\nnamespace C { export const d = 1 }' },
      problems: [/:1 enum A/, /:2 namespace C/]
    },
    {
      title: 'a parameter property',
      contents: { 'src/mesh/a.ts': 'class A { constructor (private readonly b: number) {} }' },
      problems: [/parameter property b/]
    },
    {
      title: 'default exports',
      contents: { 'src/mesh/a.ts': 'export default 1', 'src/mesh/b.ts': 'export default function b () {}', 'src/mesh/c.ts': 'const c = 1\nexport { c as default }' },
      problems: [/a\.ts:1 default export/, /b\.ts:1 default export/, /c\.ts:2 default export/]
    },
    {
      title: 'words that only look alike',
      contents: { 'src/mesh/a.ts': "const any = 'enum'\ndeclare module 'x' {}\nexport { any }" },
      problems: []
    }
  ]
})
