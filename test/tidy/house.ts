import { readFile, readdir } from 'node:fs/promises'
import { posix } from 'node:path'
import ts from 'typescript'

/** One `import`, `export … from` or `import()` of a file. */
export interface Import {
  /** What stands between the quotes. */
  readonly specifier: string

  /** Path of the file below the project, when the specifier is relative. */
  readonly target: string | undefined

  /** Whether it vanishes when types are stripped. */
  readonly typeOnly: boolean
  readonly line: number
}

/** One TypeScript file, read and parsed. */
export interface SourceFile {
  /** Path from the root of the project, with slashes. */
  readonly path: string
  readonly text: string
  readonly ast: ts.SourceFile
  readonly imports: readonly Import[]
}

/** All that the house rules look at. */
export interface House {
  /** TypeScript files below `src`, `test` and `examples`, by path. */
  readonly files: ReadonlyMap<string, SourceFile>

  /** Other texts, by path: manifest, lock file, documents. */
  readonly texts: ReadonlyMap<string, string>
}

const SOURCE_FOLDERS: readonly string[] = ['src', 'test', 'examples']

const TEXTS: readonly string[] = ['package.json', 'package-lock.json', 'docs/ARCHITECTURE.md']

/** Builds a house from texts by path; what does not end in `.ts` is a text. */
export function houseOf (contents: Readonly<Record<string, string>>): House {
  const files = new Map<string, SourceFile>()
  const texts = new Map<string, string>()

  for (const [path, text] of Object.entries(contents)) {
    if (path.endsWith('.ts')) {
      files.set(path, parse(path, text))
    } else {
      texts.set(path, text)
    }
  }

  return { files, texts }
}

let reading: Promise<House> | undefined

/** Reads this project, once per process. */
export async function thisHouse (): Promise<House> {
  reading ??= readContents().then(houseOf)

  return reading
}

async function readContents (): Promise<Record<string, string>> {
  const root = new URL('../../', import.meta.url)
  const contents: Record<string, string> = {}

  for (const folder of SOURCE_FOLDERS) {
    const names = await readdir(new URL(folder, root), { recursive: true })

    for (const name of names.filter(name => name.endsWith('.ts')).sort()) {
      const path = `${folder}/${name.replaceAll('\\', '/')}`
      contents[path] = await readFile(new URL(path, root), 'utf8')
    }
  }

  for (const path of TEXTS) {
    contents[path] = await readText(new URL(path, root))
  }

  return contents
}

/** A text that a rule asks for and that does not exist is an empty one. */
async function readText (url: URL): Promise<string> {
  try {
    return await readFile(url, 'utf8')
  } catch {
    return ''
  }
}

function parse (path: string, text: string): SourceFile {
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)

  return { path, text, ast, imports: [...importsOf(path, ast)] }
}

function * importsOf (path: string, ast: ts.SourceFile): Generator<Import> {
  for (const node of nodesOf(ast)) {
    const found = specifierOf(node)

    if (found != null) {
      const { text: specifier } = found.literal
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined

      yield { specifier, target, typeOnly: found.typeOnly, line: lineOf(ast, node) }
    }
  }
}

function specifierOf (node: ts.Node): { literal: ts.StringLiteralLike, typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { literal: node.moduleSpecifier, typeOnly: isTypeImport(node.importClause) }
  }

  if (ts.isExportDeclaration(node) && node.moduleSpecifier != null && ts.isStringLiteral(node.moduleSpecifier)) {
    return { literal: node.moduleSpecifier, typeOnly: node.isTypeOnly }
  }

  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [argument] = node.arguments

    return argument != null && ts.isStringLiteralLike(argument) ? { literal: argument, typeOnly: false } : undefined
  }

  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { literal: node.argument.literal, typeOnly: true }
  }
}

function isTypeImport (clause: ts.ImportClause | undefined): boolean {
  if (clause == null) {
    return false
  }

  const bindings = clause.namedBindings
  const allTypes = bindings != null && ts.isNamedImports(bindings) && bindings.elements.length > 0 &&
    bindings.elements.every(element => element.isTypeOnly)

  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (clause.name == null && allTypes)
}

/** Every node below the given one, parents before children. */
export function * nodesOf (root: ts.Node): Generator<ts.Node> {
  const open = [...childrenOf(root)].reverse()

  for (let node = open.pop(); node != null; node = open.pop()) {
    yield node
    open.push(...[...childrenOf(node)].reverse())
  }
}

function childrenOf (node: ts.Node): ts.Node[] {
  const children: ts.Node[] = []
  ts.forEachChild(node, child => { children.push(child) })

  return children
}

/** Number of the line on which a node starts, its comments left out. */
export function lineOf (ast: ts.SourceFile, node: ts.Node): number {
  return ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1
}

/** The files below a folder of the project. */
export function filesBelow (house: House, folder: string): SourceFile[] {
  return [...house.files.values()].filter(file => file.path.startsWith(`${folder}/`))
}
