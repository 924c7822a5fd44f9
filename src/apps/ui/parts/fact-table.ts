import { h } from 'preact'
import { Table } from './table.ts'
import { EntityLink, Moment, PageLink, PeerName, Text, ValueView } from './text.ts'
import type { Fact } from './page.ts'
import type { ComponentChild, JSX } from 'preact'

/** A table of facts, each with a link to its own page. */
export function FactTable ({ caption, facts, empty }: { caption: string, facts: readonly Fact[], empty: ComponentChild }): JSX.Element {
  return h(Table, {
    caption,
    head: ['Entity', 'Relation', 'Value', 'Source', 'Author', 'Confidence', 'Time', 'State', ''],
    rows: facts.map(fact => [
      h(EntityLink, { entity: fact.entity }),
      h(Text, { text: fact.relation, max: 60 }),
      h(ValueView, { value: fact.value }),
      h(Text, { text: fact.source, max: 40 }),
      h(PeerName, { id: fact.author }),
      fact.confidence,
      h(Moment, { at: fact.timestamp }),
      stateOf(fact),
      h(PageLink, { page: 'fact', query: { id: fact.id }, text: 'Details' })
    ]),
    empty
  })
}

/** What a reader should know about a fact, in words. */
export function stateOf (fact: Fact): string {
  const states = [
    fact.confidence === 0 ? 'retracted' : '',
    fact.contradicted ? 'contradicted' : '',
    fact.current ? '' : 'replaced',
    fact.outlawed === true ? 'does not count: its author has no right to it' : '',
    fact.visible || fact.outlawed === true ? '' : 'not shown yet',
    fact.lifecycle ?? ''
  ].filter(state => state !== '')
  return states.length === 0 ? 'current' : states.join(', ')
}
