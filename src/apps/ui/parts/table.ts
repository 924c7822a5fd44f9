import { h } from 'preact'
import type { ComponentChild, JSX } from 'preact'

/** A table. */
export interface TableProps {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: ReadonlyArray<readonly ComponentChild[]>
  /** What each row is about, where rows come and go while somebody acts in them. */
  readonly keys?: readonly string[]
  /** What to do when there are no rows. */
  readonly empty: ComponentChild
}

/** A table that scrolls on its own where it is too wide, or the next step when it is empty. */
export function Table ({ caption, head, rows, keys, empty }: TableProps): JSX.Element {
  if (rows.length === 0) { return h('p', { class: 'empty' }, empty) }
  return h('div', { class: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    h('table', {},
      h('caption', {}, caption),
      h('thead', {}, h('tr', {}, head.map(name => h('th', { key: name, scope: 'col' }, name)))),
      h('tbody', {}, rows.map((row, i) => h('tr', { key: keys?.[i] ?? i }, row.map((cell, j) => h('td', { key: j }, cell)))))
    ))
}

/** Names and what they stand for. */
export function Fields ({ rows }: { rows: ReadonlyArray<readonly [string, ComponentChild]> }): JSX.Element {
  return h('dl', {}, rows.flatMap(([name, value]) => [h('dt', { key: `${name} name` }, name), h('dd', { key: name }, value)]))
}

/** A part of a page under a heading. */
export function part (title: string, ...children: ComponentChild[]): JSX.Element {
  return h('section', { 'aria-label': title }, h('h2', {}, title), ...children)
}
