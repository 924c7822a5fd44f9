import { EXPRESSION_CHARACTERS_MAX, EXPRESSION_DEPTH_MAX, LENS_NAME_CHARACTERS_MAX } from './constants.ts'
import { LensExpressionError } from './errors.ts'

const TOKEN = /[a-z][a-z0-9]*(?:-[a-z0-9]+)*|\d+|[(),=]/g
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/

/** One lens of an expression. */
export interface LensCall {
  readonly name: string
  readonly parameters: ReadonlyMap<string, number>
}

/** Whether a text can name a lens or a parameter. */
export function isLensName (text: string): boolean {
  return text.length <= LENS_NAME_CHARACTERS_MAX && NAME.test(text)
}

/**
 * Reads an expression; the outermost lens comes first, each later one stands inside the one before.
 *
 * ```
 * lens       name | name ( arguments )
 * arguments  lens | lens , parameters | parameters
 * parameters name = digits { , name = digits }
 * ```
 *
 * @throws {LensExpressionError}
 */
export function parseLens (text: string): LensCall[] {
  const tokens = tokensOf(text)
  const names = [nameAt(tokens, 0)]
  const calls: LensCall[] = []
  let at = 1

  while (tokens[at] === '(' && tokens[at + 2] !== '=') {
    names.push(nameAt(tokens, at + 1))
    at += 2
  }

  require(names.length <= EXPRESSION_DEPTH_MAX, `puts more than ${EXPRESSION_DEPTH_MAX} lenses into each other`)

  for (const name of names.reverse()) {
    const isInnermost = calls.length === 0
    const hasParameters = tokens[at] === (isInnermost ? '(' : ',')
    const read = hasParameters ? parametersFrom(tokens, at + 1) : { parameters: new Map<string, number>(), at }

    at = hasParameters || !isInnermost ? closed(tokens, read.at) : read.at
    calls.unshift({ name, parameters: read.parameters })
  }

  require(at === tokens.length, `goes on after its end with "${tokens[at]}"`)

  return calls
}

/** The canonical form of an expression: no blanks, the lens inside first, parameters by name. */
export function formatLens (calls: readonly LensCall[]): string {
  return calls.reduceRight((inner, { name, parameters }) => {
    const settings = [...parameters].sort(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => `${key}=${value}`)
    const args = [...inner === '' ? [] : [inner], ...settings]

    return args.length === 0 ? name : `${name}(${args.join(',')})`
  }, '')
}

function tokensOf (text: string): string[] {
  require(text.length <= EXPRESSION_CHARACTERS_MAX, `is longer than ${EXPRESSION_CHARACTERS_MAX} characters`)
  const tokens = text.match(TOKEN) ?? []
  require(tokens.join('') === text, 'holds something else than names, whole numbers, parentheses, commas and equals signs')

  return tokens
}

function nameAt (tokens: readonly string[], at: number): string {
  const name = tokens[at] ?? ''
  require(isLensName(name), `lacks a name where "${name}" stands`)

  return name
}

/** Reads `name = digits { , name = digits }`. */
function parametersFrom (tokens: readonly string[], start: number): { parameters: Map<string, number>, at: number } {
  const parameters = new Map<string, number>()
  let at = start - 1

  do {
    const name = nameAt(tokens, at + 1)
    const value = Number(/^\d+$/.exec(tokens[at + 3] ?? '')?.[0])

    require(tokens[at + 2] === '=' && Number.isSafeInteger(value), `does not give the parameter "${name}" a whole number`)
    require(!parameters.has(name), `gives the parameter "${name}" twice`)
    parameters.set(name, value)
    at += 4
  } while (tokens[at] === ',')

  return { parameters, at }
}

function closed (tokens: readonly string[], at: number): number {
  require(tokens[at] === ')', 'does not close a parenthesis where it should')

  return at + 1
}

function require (holds: boolean, complaint: string): asserts holds {
  if (!holds) {
    throw new LensExpressionError(`${complaint}. An example is epoch-aware(skeptic(agreed-below=400000))`)
  }
}
