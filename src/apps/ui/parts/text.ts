import { h } from 'preact'
import { useState } from 'preact/hooks'
import { href } from '../route.ts'
import type { FactValue } from './page.ts'
import type { JSX } from 'preact'

/** Characters that nobody sees, or that turn the order of what is read around; joiners inside emoji stay. */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu

/** Characters of a text that are shown before the reader asks for all. */
const SHORT_MAX = 200

/** A text in which every unseen character is written out, so that it cannot pretend to be another text. */
export function visible (text: string): string {
  return text.replaceAll(UNSEEN, found => `\\u{${found.codePointAt(0)?.toString(16) ?? ''}}`)
}

/** A text of somebody else, cut when it is long, with a way to see all. */
export function Text ({ text, max = SHORT_MAX }: { text: string, max?: number }): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  const shown = visible(text)
  if (shown.length <= max) { return h('bdi', {}, shown === '' ? '(empty)' : shown) }
  return h('span', {},
    isOpen ? h('pre', { tabIndex: 0 }, shown) : h('bdi', {}, `${shown.slice(0, max).toWellFormed()}… `),
    h('button', { type: 'button', class: 'plain', 'aria-expanded': isOpen, onClick: () => { setOpen(!isOpen) } },
      isOpen ? 'Show less' : `Show all ${shown.length} characters`)
  )
}

/** A link to another page of the dashboard, whose text comes from somebody else. */
export function PageLink ({ page, query, text, max = 80 }: { page: string, query: Readonly<Record<string, string>>, text: string, max?: number }): JSX.Element {
  const shown = visible(text)
  const name = shown.length > max ? `${shown.slice(0, max).toWellFormed()}…` : shown
  return h('a', { href: href(page, query), title: shown.length > max ? shown.slice(0, 2_000).toWellFormed() : undefined }, h('bdi', {}, name === '' ? '(empty)' : name))
}

/** An entity as a link to its page. */
export function EntityLink ({ entity }: { entity: string }): JSX.Element {
  return h(PageLink, { page: 'entity', query: { entity }, text: entity })
}

/** The value of a fact. References lead to the page of their entity, and nowhere else. */
export function ValueView ({ value }: { value: FactValue }): JSX.Element {
  if (value.type === 'ref') { return h(EntityLink, { entity: value.v }) }
  if (value.type === 'null') { return h('span', { class: 'quiet' }, 'no value') }
  return h(Text, { text: String(value.v) })
}

/** The end of a peer id, which tells peers apart; the whole id is in its title. */
export function PeerName ({ id, own }: { id: string, own?: string }): JSX.Element {
  return h('span', { class: 'code', title: visible(id) }, id === own ? 'this node' : visible(id.slice(-8)))
}

/** A moment as the reader writes it; the exact one is in its title. */
export function Moment ({ at }: { at: string | null | undefined }): JSX.Element {
  if (at == null) { return h('span', { class: 'quiet' }, 'never') }
  const ms = Date.parse(at)
  return h('time', { dateTime: at, title: at }, Number.isNaN(ms) ? visible(at) : new Date(ms).toLocaleString())
}

/** What a scope is called among the scopes of a node: its name, or its id where several have that name. */
export function scopeName ({ scope, id }: { readonly scope: string, readonly id: string }, all: ReadonlyArray<{ readonly scope: string }>): string {
  return all.filter(each => each.scope === scope).length === 1 ? scope : id
}

/** So many of something, in words. */
export function count (number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
