import { h } from 'preact'
import { useState } from 'preact/hooks'
import { shown, useAnswer } from '../parts/answer.ts'
import { FactTable } from '../parts/fact-table.ts'
import { Form } from '../parts/form.ts'
import { searchFacts } from '../parts/search.ts'
import { part } from '../parts/table.ts'
import { PageLink } from '../parts/text.ts'
import { WriteFact } from '../parts/write-fact.ts'
import { go } from '../route.ts'
import type { WriteFilter } from '../../../api/index.ts'
import type { Fact, PageProps } from '../parts/page.ts'
import type { Found } from '../parts/search.ts'
import type { JSX } from 'preact'

/** The filter of a list of facts as the API takes it. */
export type FactQuery = NonNullable<WriteFilter> & Readonly<Record<string, string | number | boolean | undefined>>

const STATES = ['', 'proposed', 'under-review', 'approved', 'deprecated', 'rejected', 'any']

/** Rows of one page of the table. */
const ROWS = 50

/** What can be counted in a table of facts, and narrowed down by a click. */
const FACETS = ['relation', 'scope', 'source', 'author'] as const

/** Facts by filters, by a text in them, and page by page. */
export function FactsPage ({ node, query }: PageProps): JSX.Element {
  const { cursor, text, ...filter } = query
  const answer = useAnswer<Found>(async signal => {
    const asked = factQuery(filter)
    return text == null || text === ''
      ? node.client.facts({ ...asked, limit: ROWS, cursor }, { signal })
      : searchFacts(node.client, { filter: asked, text }, signal)
  }, { keys: [node, JSON.stringify(query)] })
  const [isWriting, setWriting] = useState(false)
  return h('div', {},
    h(Form, {
      title: 'Filter of the facts',
      button: 'Search',
      fields: [
        { name: 'text', label: 'Text in it', value: text },
        { name: 'entity', label: 'Entity', value: query.entity },
        { name: 'relation', label: 'Relation', value: query.relation },
        { name: 'source', label: 'Source', value: query.source },
        { name: 'author', label: 'Author', value: query.author },
        { name: 'scope', label: 'Scope', value: query.scope },
        { name: 'min_confidence', label: 'Confidence at least', value: query.min_confidence },
        { name: 'lifecycle', label: 'State', choices: STATES, value: query.lifecycle },
        { name: 'as_of', label: 'As of (time)', value: query.as_of },
        { name: 'include_contradicted', label: 'all sides of contradictions', choices: ['true'], value: query.include_contradicted },
        { name: 'include_expired', label: 'expired', choices: ['true'], value: query.include_expired },
        { name: 'include_retracted', label: 'retracted', choices: ['true'], value: query.include_retracted }
      ],
      submit: values => { go('facts', values) }
    }),
    h('p', {}, h('button', { type: 'button', 'aria-expanded': isWriting, onClick: () => { setWriting(!isWriting) } }, 'Write a fact')),
    isWriting ? h(WriteFact, { node, scope: query.scope, onWritten: answer.reload }) : null,
    shown(answer, found => h('div', {},
      h('p', { role: 'status' }, countOf(found)),
      h(Facets, { facts: found.facts, query }),
      h(FactTable, { caption: 'Facts', facts: found.facts, empty: 'No fact passes this filter. Take a field out of it, or write a fact with the button above.' }),
      h('div', { class: 'row' },
        cursor == null ? null : h(PageLink, { page: 'facts', query: filter, text: 'First page' }),
        found.cursor == null ? null : h(PageLink, { page: 'facts', query: { ...filter, cursor: found.cursor }, text: 'Next page' }))
    ))
  )
}

/** The fields of an address as the API takes them: numbers as numbers, boxes as yes. */
export function factQuery (values: Readonly<Record<string, string>>): FactQuery {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '').map(([name, value]) => {
    const given = value === 'true' ? true : value
    return [name, name === 'min_confidence' ? Number(value) : given]
  }))
}

function countOf ({ facts, total, total_capped: isCapped, looked }: Found): string {
  if (looked != null) { return `${facts.length} facts with this text; ${looked} were looked at.` }
  return `${isCapped === true ? 'More than ' : ''}${total} facts; this page has ${facts.length}.`
}

/** How often a relation, scope, source or author stands in this page; a click narrows the search down to it. */
function Facets ({ facts, query }: { facts: readonly Fact[], query: PageProps['query'] }): JSX.Element | null {
  if (facts.length === 0) { return null }
  return part('In this page', FACETS.map(name => {
    const groups = [...Map.groupBy(facts, fact => fact[name])].sort(([, a], [, b]) => b.length - a.length).slice(0, 8)
    return h('div', { class: 'facets', key: name }, h('span', { class: 'quiet' }, `${name}:`),
      groups.map(([value, { length }]) => h('span', { key: value }, h(PageLink, { page: 'facts', query: { ...query, cursor: '', [name]: value }, text: value, max: 40 }), ` ${length}`)))
  }))
}
