import { h } from 'preact'
import { useRef } from 'preact/hooks'
import { platform } from '../../../platform/index.ts'
import { parseExposition } from '../charts/exposition.ts'
import { LineChart } from '../charts/lines.ts'
import { shown, useAnswer } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Table } from '../parts/table.ts'
import { Text } from '../parts/text.ts'
import { go } from '../route.ts'
import type { Family, Series } from '../charts/exposition.ts'
import type { Line } from '../charts/lines.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

/** Milliseconds between two looks, and looks that are kept: ten minutes. */
const LOOK_MS = 3_000
const LOOKS_MAX = 200

/** Charts at once. */
const CHARTS_MAX = 9

/** One look at every figure. */
interface Look {
  readonly seconds: number
  readonly families: readonly Family[]
}

/** What the node counts, over the time for which this page is open. */
export function MetricsPage ({ node, query: { name = 'factmesh_' } }: PageProps): JSX.Element {
  const looks = useRef<readonly Look[]>([])
  const answer = useAnswer(async () => {
    const families = parseExposition(await node.text('/metrics'))
    looks.current = [...looks.current, { seconds: platform().clock.nowMs() / 1_000, families }].slice(-LOOKS_MAX)
    return looks.current
  }, { keys: [node], everyMs: LOOK_MS })
  return h('div', {},
    h(Form, { title: 'Which figures', button: 'Show', fields: [{ name: 'name', label: 'Name begins with', value: name }], submit: values => { go('metrics', values) } }),
    shown(answer, all => {
      const families = all[all.length - 1].families.filter(family => family.name.startsWith(name))
      return h('div', {},
        h('p', { class: 'quiet' }, `The first ${CHARTS_MAX} figures as charts: counters by their change a second, all others by their value.`),
        h('div', { class: 'charts' }, seriesOf(families).slice(0, CHARTS_MAX).map(series => h(LineChart, { key: titleOf(series), ...lineOf(series, all) }))),
        h(Table, {
          caption: 'All figures',
          head: ['Name', 'Labels', 'Value', 'Type', 'What it counts'],
          rows: families.flatMap(family => family.series.map(({ labels, value }) => [h('code', {}, family.name), h(Text, { text: labels === '' ? '-' : labels, max: 100 }), value, family.type, h(Text, { text: family.help })])),
          empty: 'No figure begins so. Take the name out of the filter.'
        }))
    })
  )
}

function seriesOf (families: readonly Family[]): Series[] {
  return families.flatMap(({ series }) => series)
}

function titleOf ({ family, labels }: Series): string {
  return `${family.replace(/^factmesh_/, '').replaceAll('_', ' ')}${labels === '' ? '' : ` (${labels})`}`
}

/** A figure over the looks. A counter that went back began anew, and counts as unchanged there. */
export function lineOf (wanted: Series, looks: readonly Look[]): Line {
  const isCounter = looks.at(-1)?.families.find(({ name }) => name === wanted.family)?.type === 'counter'
  const points = looks.flatMap(({ seconds, families }) => {
    const found = seriesOf(families.filter(({ name }) => name === wanted.family)).find(({ labels }) => labels === wanted.labels)
    return found == null ? [] : [{ seconds, value: found.value }]
  })
  const rates = points.slice(1).map(({ seconds, value }, i) => Math.max(0, (value - points[i].value) / (seconds - points[i].seconds)))
  return {
    title: isCounter ? `${titleOf(wanted)}, a second` : titleOf(wanted),
    times: (isCounter ? points.slice(1) : points).map(({ seconds }) => seconds),
    values: isCounter ? rates : points.map(({ value }) => value)
  }
}
