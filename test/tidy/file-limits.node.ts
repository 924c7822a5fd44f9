import { basename, dirname } from 'node:path/posix'
import ts from 'typescript'
import { filesBelow } from './house.ts'
import { describeRule } from './rule.ts'
import { isExported } from './syntax.ts'
import type { House, SourceFile } from './house.ts'

const LINES_MAX = 400

/** An interface or a table of routes is read in one go, not in parts. */
const LINES_MAX_OF_LISTS = 600

const EXPORTS_MAX = 10
const FILES_PER_FOLDER_MAX = 14
const FOLDERS_BELOW_SRC_MAX = 3

/** Files whose purpose is to list: their number of exports is free. */
const LISTS: readonly string[] = ['index.ts', 'index.browser.ts', 'home.ts', 'interface.ts', 'errors.ts', 'constants.ts']

/** Sizes of files and folders. Golden vectors are data and free of them. */
function check (house: House): string[] {
  const sources = filesBelow(house, 'src')
  const written = [...house.files.values()].filter(({ path }) => !path.startsWith('test/vectors/'))

  return [
    ...written.flatMap(tooLong),
    ...sources.flatMap(tooManyExports),
    ...sources.flatMap(tooDeep),
    ...tooFull(sources)
  ]
}

function tooLong ({ path, text }: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length
  const max = ['interface.ts', 'routes.ts'].includes(basename(path)) ? LINES_MAX_OF_LISTS : LINES_MAX

  return lines > max ? [`${path} has ${lines} lines, more than ${max}`] : []
}

function tooManyExports ({ path, ast }: SourceFile): string[] {
  const count = ast.statements.reduce((sum, statement) => sum + exportsOf(statement), 0)

  return count > EXPORTS_MAX && !LISTS.includes(basename(path)) ? [`${path} exports ${count} things, more than ${EXPORTS_MAX}`] : []
}

function exportsOf (statement: ts.Statement): number {
  if (ts.isExportDeclaration(statement)) {
    return statement.exportClause != null && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements.length : 1
  }

  if (!isExported(statement)) {
    return 0
  }

  return ts.isVariableStatement(statement) ? statement.declarationList.declarations.length : 1
}

function tooDeep ({ path }: SourceFile): string[] {
  const folders = path.split('/').length - 2

  return folders > FOLDERS_BELOW_SRC_MAX ? [`${path} lies ${folders} folders deep, more than ${FOLDERS_BELOW_SRC_MAX}`] : []
}

function tooFull (sources: readonly SourceFile[]): string[] {
  const folders = Map.groupBy(sources, ({ path }) => dirname(path))

  return [...folders].flatMap(([folder, files]) => {
    return files.length > FILES_PER_FOLDER_MAX ? [`${folder} holds ${files.length} files, more than ${FILES_PER_FOLDER_MAX}`] : []
  })
}

const EXPORTS = Array.from({ length: 11 }, (_, i) => `export const a${i} = ${i}\n`).join('')

describeRule({
  name: 'sizes of files',
  check,
  samples: [
    {
      title: 'a file of 401 lines',
      contents: { 'test/a.spec.ts': 'x()\n'.repeat(401) },
      problems: [/has 401 lines/]
    },
    {
      title: 'eleven exports',
      contents: { 'src/mesh/a.ts': EXPORTS },
      problems: [/exports 11 things/]
    },
    {
      title: 'a file four folders deep',
      contents: { 'src/a/b/c/d/e.ts': '' },
      problems: [/4 folders deep/]
    },
    {
      title: 'a folder of fifteen files',
      contents: Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`src/mesh/a${i}.ts`, ''])),
      problems: [/^src\/mesh holds 15 files/]
    },
    {
      title: 'long lists where they belong',
      contents: {
        'src/mesh/interface.ts': '// a line\n'.repeat(600),
        'src/mesh/constants.ts': EXPORTS,
        'test/vectors/a.ts': '// a row\n'.repeat(1000)
      },
      problems: []
    }
  ]
})
