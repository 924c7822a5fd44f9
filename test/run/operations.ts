/** A schema of the OpenAPI document, as far as its types are concerned. */
interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly description?: string
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Schema
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

/** The parts of an OpenAPI document that a client is made of. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const HEAD = '// Made from the table of routes by `npm run generate`; a test compares the two.\n'
const LINE_CHARACTERS = 140
const JSON_MEDIA = 'application/json'
const LINES_MEDIA = 'application/x-ndjson'

/** The source of `src/api/generated/interface.ts`: a type for each shape of the API. */
export function shapesSource ({ components }: ApiDocument): string {
  const named = Object.entries(components.schemas).sort(([a], [b]) => a < b ? -1 : 1) // their own order is that in which modules were loaded
  const types = named.map(([name, schema]) => {
    const isObject = schema.properties != null && schema.additionalProperties === false
    return `/** ${schema.description ?? name} */\nexport ${isObject ? `interface ${name}` : `type ${name} =`} ${typeOf(schema, '')}`
  })
  return `${[HEAD, ...types].join('\n')}\n`
}

/** The source of `src/api/generated/operations.ts`: every operation, with what it takes and answers. */
export function operationsSource ({ paths, components }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })))
  const types = operations.map(operation => `  /** ${operation.summary} */\n  ${operation.operationId}: ${operationType(operation)}`)
  const table = operations.map(({ operationId, method, path }) => `  ${operationId}: { method: '${method.toUpperCase()}', path: '${path}' }`)
  const used = Object.keys(components.schemas).filter(name => types.some(text => new RegExp(`[^\\w'/]${name}\\b(?! \\w)`).test(text.slice(text.indexOf('*/')))))
  return [
    HEAD,
    `import type {\n${wrapped(used.sort())}\n} from './interface.ts'\n`,
    `/** Method and path of every operation. */\nexport const OPERATIONS = {\n${table.join(',\n')}\n} as const\n`,
    '/** Parts of a path, or a query, that has none. */\nexport type NoFields = Record<string, never>\n',
    '/** What every operation takes and answers: parts of its path, its query, its JSON body, its JSON answer, and one line of a streamed answer. */',
    `export interface Operations {\n${types.join('\n')}\n}\n`
  ].join('\n').replace(`${HEAD}\n\n`, `${HEAD}\n`)
}

function operationType ({ parameters, requestBody, responses }: Operation): string {
  const inside = (place: string): Schema => objectOf(parameters.filter(parameter => parameter.in === place))
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2')).map(([, response]) => response.content)
  const parts = {
    params: typeOf(inside('path'), '    '),
    query: typeOf(inside('query'), '    '),
    body: contentType([requestBody?.content], JSON_MEDIA),
    answer: contentType(answers, JSON_MEDIA),
    line: contentType(answers, LINES_MEDIA)
  }
  const fields = Object.entries(parts).map(([name, type]) => `${name}: ${type}`)
  const line = `{ ${fields.join(', ')} }`
  return line.length < LINE_CHARACTERS && !line.includes('\n') ? line : `{\n${fields.map(field => `    ${field}`).join('\n')}\n  }`
}

function objectOf (parameters: readonly Parameter[]): Schema {
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
  return { type: 'object', properties, required: parameters.filter(({ required }) => required).map(({ name }) => name), additionalProperties: false }
}

function contentType (contents: ReadonlyArray<Content | undefined>, media: string): string {
  const types = contents.flatMap(content => content?.[media] == null ? [] : [typeOf(content[media].schema, '    ')])
  return types.length === 0 ? 'undefined' : [...new Set(types)].join(' | ')
}

/** The type of a schema; what does not fit into a line is broken at its fields. */
function typeOf (schema: Schema, indent: string): string {
  if (schema.$ref != null) { return schema.$ref.split('/').at(-1) ?? '' }
  if (schema.const !== undefined) { return literal(schema.const) }
  const union = schema.enum?.map(literal) ?? (schema.anyOf ?? schema.oneOf)?.map(option => typeOf(option, indent))
  if (union != null) { return union.join(' | ') }
  if (typeof schema.type === 'object') { return schema.type.map(type => typeOf({ ...schema, type }, indent)).join(' | ') }
  switch (schema.type) {
    case 'array':
      return arrayType(typeOf(schema.items ?? {}, indent))
    case 'object':
      return objectType(schema, indent)
    case 'integer':
    case 'number':
      return 'number'
    default:
      return schema.type ?? 'unknown'
  }
}

/** Names with commas between, as many on a line as fit. */
function wrapped (names: readonly string[]): string {
  return names.join(', ').replaceAll(new RegExp(`(.{1,${LINE_CHARACTERS}})(?: |$)`, 'g'), '  $1\n').trimEnd()
}

function literal (value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}

function arrayType (item: string): string {
  return /^\w+$/.test(item) ? `${item}[]` : `Array<${item}>`
}

function objectType ({ properties = {}, required = [], additionalProperties }: Schema, indent: string): string {
  const names = Object.entries(properties)
  const rest = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown'
  if (names.length === 0) { return additionalProperties === false ? 'NoFields' : `Record<string, ${rest}>` }
  const fieldsAt = (inner: string): string[] => [
    ...names.map(([name, schema]) => `${keyOf(name)}${required.includes(name) ? '' : '?'}: ${typeOf(schema, inner)}`),
    ...additionalProperties === false ? [] : [`[key: string]: ${rest}`]
  ]
  const line = `{ ${fieldsAt(indent).join(', ')} }`
  if (line.length + indent.length < LINE_CHARACTERS && !line.includes('\n')) { return line }
  return `{\n${fieldsAt(`${indent}  `).map(field => `${indent}  ${field}`).join('\n')}\n${indent}}`
}

function keyOf (name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? name : `'${name}'`
}
