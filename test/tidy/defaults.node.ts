import ts from 'typescript'
import { filesBelow, lineOf, nodesOf } from './house.ts'
import { roomOf } from './rooms.ts'
import { describeRule } from './rule.ts'
import type { House, SourceFile } from './house.ts'

/** One documented field: `keysMax?: number` with `@default DEFAULT_KEYS_MAX`. */
interface Field {
  readonly at: string
  readonly room: string
  readonly owner: string
  readonly name: string

  /** The text after `@default`, or undefined without that tag. */
  readonly quoted: string | undefined
}

const CONSTANT = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/

/**
 * What the documents promise is what the code does: a `@default` names a
 * constant of its floor, or quotes the value of one, and every field of an
 * `XInit` is read somewhere on its floor.
 */
function check (house: House): string[] {
  const fields = filesBelow(house, 'src').flatMap(fieldsOf)

  return fields.flatMap(field => {
    const problem = defaultProblem(house, field) ?? (isRead(house, field) ? undefined : 'is read nowhere')

    return problem == null ? [] : [`${field.at} ${field.owner}.${field.name} ${problem}`]
  })
}

function fieldsOf ({ path, ast }: SourceFile): Field[] {
  return [...nodesOf(ast)].filter(ts.isInterfaceDeclaration).flatMap(owner => owner.members.flatMap(member => {
    if (member.name == null) {
      return []
    }

    const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default')
    const quoted = tag == null ? undefined : ts.getTextOfJSDocComment(tag.comment) ?? ''

    return [{ at: `${path}:${lineOf(ast, member)}`, room: roomOf(path) ?? path, owner: owner.name.text, name: member.name.getText(), quoted }]
  }))
}

function defaultProblem (house: House, field: Field): string | undefined {
  if (field.quoted == null) {
    return undefined
  }

  const named = CONSTANT.exec(field.quoted)?.[0]
  const literal = field.quoted.replace(CONSTANT, '').replaceAll(/[`(),_\s]/g, '')
  const constants = constantsOf(house, field.room)
  const names = named == null ? namesFor(field, constants) : [named]

  if (names.length === 0) {
    return field.owner.endsWith('Init') ? `quotes ${field.quoted}, and there is no DEFAULT_${constantCase(field.name)}` : undefined
  }

  if (named != null && !constants.has(named)) {
    return `names ${named}, which is no constant of ${floorOf(`src/${field.room}`)}`
  }

  return literal === '' || names.some(name => constants.get(name) === literal)
    ? undefined
    : `quotes ${literal}, and ${names.map(name => `${name} is ${constants.get(name)}`).join(', ')}`
}

/** The constants that a default quoted without a name may come from. */
function namesFor ({ owner, name }: Field, constants: ReadonlyMap<string, string>): string[] {
  const ending = owner.endsWith('Init') ? `DEFAULT_${constantCase(name)}` : `_${constantCase(name)}`

  return [...constants.keys()].filter(constant => constant.endsWith(ending))
}

function constantCase (name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase()
}

/** Top-level constants of the floor on which a room stands, with their values as text; those of the room itself win. */
function constantsOf (house: House, room: string): Map<string, string> {
  const constants = new Map<string, string>()
  const files = filesBelow(house, floorOf(`src/${room}`)).sort((a, b) => Number(roomOf(a.path) === room) - Number(roomOf(b.path) === room))

  for (const node of files.flatMap(({ ast }) => ast.statements.filter(ts.isVariableStatement))) {
    for (const { name, initializer } of node.declarationList.declarations) {
      constants.set(name.getText(), initializer == null ? '' : valueOf(initializer))
    }
  }

  return constants
}

function floorOf (path: string): string {
  return /^src\/\w+/.exec(path)?.[0] ?? 'src'
}

function valueOf (node: ts.Expression): string {
  return String(numberOf(node) ?? node.getText().replaceAll(/[_\s]/g, '').replace(/asconst$/, ''))
}

function numberOf (node: ts.Expression): number | undefined {
  if (ts.isNumericLiteral(node)) {
    return Number(node.text)
  }

  if (ts.isParenthesizedExpression(node)) {
    return numberOf(node.expression)
  }

  if (!ts.isBinaryExpression(node)) {
    return undefined
  }

  const left = numberOf(node.left)
  const right = numberOf(node.right)

  return left == null || right == null ? undefined : calculate(left, node.operatorToken.kind, right)
}

function calculate (left: number, operator: ts.SyntaxKind, right: number): number | undefined {
  const results: Partial<Record<ts.SyntaxKind, number>> = {
    [ts.SyntaxKind.AsteriskToken]: left * right,
    [ts.SyntaxKind.AsteriskAsteriskToken]: left ** right,
    [ts.SyntaxKind.PlusToken]: left + right,
    [ts.SyntaxKind.MinusToken]: left - right
  }

  return results[operator]
}

/** Whether anything on the floor of a field reads a member of that name; fields of other interfaces need no reader. */
function isRead (house: House, { at, owner, name }: Field): boolean {
  return !owner.endsWith('Init') || filesBelow(house, floorOf(at)).some(({ ast }) => namesRead(ast).has(name))
}

const read = new WeakMap<ts.SourceFile, ReadonlySet<string>>()

function namesRead (ast: ts.SourceFile): ReadonlySet<string> {
  const names = read.get(ast) ?? new Set([...nodesOf(ast)].flatMap(node => {
    if (ts.isPropertyAccessExpression(node)) {
      return [node.name.text]
    }

    return ts.isBindingElement(node) ? [(node.propertyName ?? node.name).getText()] : []
  }))

  read.set(ast, names)

  return names
}

const READER = 'function f ({ keysMax }: KeysInit): void {}'

function interfaceWith (comment: string, owner = 'KeysInit'): Record<string, string> {
  return { 'src/platform/interface.ts': `export interface ${owner} {\n  /** Keys kept. ${comment} */\n  keysMax?: number\n}\n${READER}` }
}

describeRule({
  name: 'defaults',
  check,
  samples: [
    {
      title: 'a default that names no constant',
      contents: interfaceWith('@default DEFAULT_KEYS_MAX'),
      problems: [/interface\.ts:3 KeysInit\.keysMax names DEFAULT_KEYS_MAX, which is no constant/]
    },
    {
      title: 'a default of another value',
      contents: { ...interfaceWith('@default 4_096'), 'src/platform/constants.ts': 'export const DEFAULT_KEYS_MAX = 8 * 1024' },
      problems: [/quotes 4096, and DEFAULT_KEYS_MAX is 8192/]
    },
    {
      title: 'a literal default without a constant',
      contents: interfaceWith('@default 4_096'),
      problems: [/there is no DEFAULT_KEYS_MAX/]
    },
    {
      title: 'a limit that quotes another value than its constant',
      contents: { ...interfaceWith('@default 5', 'Limits'), 'src/platform/constants.ts': 'export const CACHE_KEYS_MAX = 6' },
      problems: [/Limits\.keysMax quotes 5, and CACHE_KEYS_MAX is 6/]
    },
    {
      title: 'a field that nothing reads',
      contents: { 'src/mesh/interface.ts': 'export interface MeshInit { ghost?: boolean }' },
      problems: [/MeshInit\.ghost is read nowhere/]
    },
    {
      title: 'defaults that hold',
      contents: {
        ...interfaceWith('@default 8192 (DEFAULT_KEYS_MAX)'),
        'src/platform/constants.ts': 'export const DEFAULT_KEYS_MAX = 8 * 1024',
        'src/mesh/interface.ts': "export interface MeshInit {\n  /** @default DEFAULT_NET */\n  net?: string\n}\nexport const DEFAULT_NET = 'main'\nuse(init.net)"
      },
      problems: []
    }
  ]
})
