/** What a view can be asked with: its fields by name, and which of them must be given. */
export interface ViewField {
  readonly name: string
  readonly needed?: true
}

/** One question that the dashboard, a shell and a program can ask alike. */
export interface View {
  /** Name of the operation in `/openapi.json`. */
  readonly operation: string
  /** Parts in braces are taken from the fields. */
  readonly path: string
  readonly fields: readonly ViewField[]
  /** The command; `undefined` where no command answers this. */
  cli? (values: ViewValues): readonly string[]
}

/** What the fields hold; empty ones are as absent ones. */
export type ViewValues = Readonly<Record<string, string | undefined>>

const FACT_FLAGS = ['relation', 'scope', 'source', 'author', 'min_confidence', 'lifecycle', 'as_of', 'lens', 'limit']

function fields (...names: string[]): ViewField[] {
  return names.map(name => name.endsWith('!') ? { name: name.slice(0, -1), needed: true } : { name })
}

/** The flags of a command for those fields that are given. */
function flags (values: ViewValues, names: readonly string[]): string[] {
  return names.flatMap(name => {
    const value = values[name]
    return value == null || value === '' ? [] : [`--${name.replaceAll('_', '-')}=${value}`]
  })
}

/** Words that are no flags, whatever they begin with. */
function words (...values: Array<string | undefined>): string[] {
  const given = values.flatMap(value => value == null || value === '' ? [] : [value])
  return given.some(value => value.startsWith('-')) ? ['--', ...given] : given
}

const VIEW_TABLE = {
  status: { operation: 'getV1Status', path: '/v1/status', fields: [], cli: () => ['status', '--json'] },
  ticket: { operation: 'getV1Ticket', path: '/v1/ticket', fields: [], cli: () => ['ticket'] },
  facts: {
    operation: 'getV1Facts',
    path: '/v1/facts',
    fields: fields('entity', ...FACT_FLAGS, 'include_contradicted', 'include_expired', 'include_retracted', 'cursor'),
    cli: (values: ViewValues) => [
      'query', '--json', ...flags(values, FACT_FLAGS),
      ...['include_contradicted', 'include_expired', 'include_retracted'].filter(name => values[name] === 'true').map(name => `--${name.replaceAll('_', '-')}`),
      ...words(values.entity)
    ]
  },
  fact: { operation: 'getV1FactsId', path: '/v1/facts/{id}', fields: fields('id!'), cli: ({ id }: ViewValues) => ['get', '--json', ...words(id)] },
  why: { operation: 'getV1FactsIdWhy', path: '/v1/facts/{id}/why', fields: fields('id!'), cli: ({ id }: ViewValues) => ['why', '--json', ...words(id)] },
  proof: { operation: 'getV1FactsIdProof', path: '/v1/facts/{id}/proof', fields: fields('id!') },
  resolve: {
    operation: 'getV1Resolve',
    path: '/v1/resolve',
    fields: fields('entity!', 'relation!', 'scope', 'lens', 'as_of'),
    cli: (values: ViewValues) => ['resolve', '--json', ...flags(values, ['scope', 'lens', 'as_of']), ...words(values.entity, values.relation)]
  },
  conflicts: {
    operation: 'getV1Conflicts',
    path: '/v1/conflicts',
    fields: fields('status', 'kind', 'scope', 'entity', 'relation', 'limit'),
    cli: (values: ViewValues) => ['conflicts', 'ls', '--json', ...flags(values, ['status', 'kind', 'scope', 'entity', 'relation', 'limit'])]
  },
  neighbours: {
    operation: 'getV1GraphNeighbours',
    path: '/v1/graph/neighbours',
    fields: fields('entity!', 'scope', 'depth', 'direction'),
    cli: (values: ViewValues) => ['graph', '--json', ...flags(values, ['scope', 'depth', 'direction']), ...words(values.entity)]
  },
  votes: { operation: 'getV1Votes', path: '/v1/votes', fields: fields('fact!'), cli: ({ fact }: ViewValues) => ['votes', '--json', ...words(fact)] },
  events: {
    operation: 'getV1Events',
    path: '/v1/events',
    fields: fields('types', 'entity', 'relation', 'source', 'scope', 'author'),
    cli: (values: ViewValues) => ['watch', '--json', ...flags(values, ['types', 'entity', 'relation', 'source', 'scope', 'author'])]
  },
  lenses: { operation: 'getV1Lenses', path: '/v1/lenses', fields: [], cli: () => ['lenses', '--json'] },
  peers: { operation: 'getV1Peers', path: '/v1/peers', fields: [], cli: () => ['peers', 'ls', '--json'] },
  sync: { operation: 'getV1Sync', path: '/v1/sync', fields: [], cli: () => ['sync', 'status', '--json'] },
  scopes: { operation: 'getV1Scopes', path: '/v1/scopes', fields: [], cli: () => ['scope', 'ls', '--json'] },
  scope: { operation: 'getV1ScopesScope', path: '/v1/scopes/{scope}', fields: fields('scope!'), cli: ({ scope }: ViewValues) => ['scope', 'show', '--json', ...words(scope)] },
  audit: {
    operation: 'getV1Audit',
    path: '/v1/audit',
    fields: fields('event_type', 'peer', 'actor', 'order', 'limit'),
    cli: (values: ViewValues) => ['audit', 'query', '--json', ...flags(values, ['event_type', 'peer', 'actor', 'order', 'limit'])]
  },
  journal: { operation: 'getV1Journal', path: '/v1/journal', fields: [], cli: () => ['journal', 'stat', '--json'] },
  tokens: { operation: 'getV1Tokens', path: '/v1/tokens', fields: [], cli: () => ['token', 'ls', '--json'] },
  metrics: { operation: 'getMetrics', path: '/metrics', fields: [] }
} satisfies Record<string, View>

/** Names one question. */
export type ViewName = keyof typeof VIEW_TABLE

/** Every question by its name. */
export const VIEWS: Readonly<Record<ViewName, View>> = VIEW_TABLE

/** The path of a question with its query string. */
export function pathOf ({ path, fields }: View, values: ViewValues): string {
  const inPath = new Set<string>()
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    inPath.add(name)
    return encodeURIComponent(values[name] ?? '')
  })
  const query = given(fields, values).filter(([name]) => !inPath.has(name))
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query).toString()}`
}

/** The question as `curl` asks it. The token stays a variable of the shell. */
export function curlOf (view: View, values: ViewValues, url: string): string {
  return `curl -H "Authorization: Bearer $FACTMESH_TOKEN" ${shellWord(url + pathOf(view, values))}`
}

/** The question as the command line asks it. */
export function cliOf (view: View, values: ViewValues): string | undefined {
  return view.cli == null ? undefined : ['factmesh', ...view.cli(values)].map(shellWord).join(' ')
}

/** The question as a program asks it. */
export function programOf (view: View, values: ViewValues, url: string): string {
  const inPath = given(view.fields, values).filter(([name]) => view.path.includes(`{${name}}`))
  const query = given(view.fields, values).filter(([name]) => !view.path.includes(`{${name}}`))
  const input = {
    ...(inPath.length === 0 ? {} : { params: Object.fromEntries(inPath) }),
    ...(query.length === 0 ? {} : { query: Object.fromEntries(query.map(([name, value]) => [name, typed(name, value)])) })
  }
  const last = Object.keys(input).length === 0 ? '' : `, ${JSON.stringify(input)}`
  if (view.path === '/metrics') {
    return `const answer = await (await fetch(${JSON.stringify(url + view.path)}, { headers: { authorization: \`Bearer \${token}\` } })).text()`
  }
  const ask = view.path === '/v1/events'
    ? `for await (const change of client.events(${JSON.stringify(input.query ?? {})})) { console.info(change) }`
    : `const answer = await client.call('${view.operation}'${last})`
  return ['import { createClient } from \'factmesh/api\'', '', `const client = createClient({ url: ${JSON.stringify(url)}, token })`, ask].join('\n')
}

function given (names: readonly ViewField[], values: ViewValues): Array<[string, string]> {
  return names.flatMap(({ name }) => {
    const value = values[name]
    return value == null || value === '' ? [] : [[name, value] as [string, string]]
  })
}

function typed (name: string, value: string): string | number | boolean {
  if (value === 'true' || value === 'false') { return value === 'true' }
  return ['limit', 'min_confidence', 'depth'].includes(name) ? Number(value) : value
}

/** A word as a POSIX shell reads it: one word, whatever stands in it. */
function shellWord (word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
