/** One line of figures that a node tells. */
export interface Series {
  /** Name of its family. */
  readonly family: string
  /** What tells it apart within its family, as the node writes it; empty when nothing does. */
  readonly labels: string
  readonly value: number
}

/** A family of figures. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly series: readonly Series[]
}

/** Reads the text format of Prometheus (version 0.0.4) as far as a node writes it; lines of another form are left out. */
export function parseExposition (text: string): Family[] {
  const help = new Map<string, string>()
  const types = new Map<string, string>()
  const found: Series[] = []
  for (const line of text.split('\n')) {
    const [, kind, name, rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) ?(.*)$/.exec(line) ?? []
    if (kind === 'HELP') { help.set(name, rest) }
    if (kind === 'TYPE') { types.set(name, rest) }
    const [, metric, labels = '', value] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
    if (metric == null || Number.isNaN(Number(value))) { continue }
    const family = types.has(metric) ? metric : metric.replace(/_(?:sum|count)$/, '')
    const suffix = metric.slice(family.length)
    found.push({ family, labels: [suffix, labels].filter(part => part !== '').join(' '), value: Number(value) })
  }
  return [...Map.groupBy(found, ({ family }) => family)].map(([name, series]) => ({ name, series, help: help.get(name) ?? '', type: types.get(name) ?? 'untyped' }))
}
