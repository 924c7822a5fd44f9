import { h } from 'preact'
import { shown, useAnswer } from './answer.ts'
import { Form } from './form.ts'
import { scopeName } from './text.ts'
import type { FactValue } from './page.ts'
import type { UiNode } from '../node.ts'
import type { JSX } from 'preact'

const TYPES = ['string', 'text', 'number', 'boolean', 'datetime', 'ref', 'null']

/** What the form begins with. */
export interface WriteFactProps {
  readonly node: UiNode
  readonly scope?: string
  onWritten (): void
}

/** A form that writes one fact in the name of this node, into a scope in which it may write. */
export function WriteFact ({ node, scope = 'public', onWritten }: WriteFactProps): JSX.Element {
  const answer = useAnswer(async signal => (await node.client.scopes({ signal })).scopes.filter(({ rights }) => rights.includes('write') || rights.includes('admin')), { keys: [node] })
  return shown(answer, scopes => h(Form, {
    title: 'A fact to write',
    button: 'Write',
    fields: [
      { name: 'entity', label: 'Entity, such as city:paris', needed: true },
      { name: 'relation', label: 'Relation, such as geo:population', needed: true },
      { name: 'type', label: 'Type', choices: TYPES, value: 'string' },
      { name: 'value', label: 'Value' },
      { name: 'confidence', label: 'Confidence, 0 to 1', value: '1' },
      { name: 'scope', label: 'Scope, which says who can read it', choices: scopes.map(each => scopeName(each, scopes)), value: scopes.filter(each => each.id === scope || each.scope === scope).map(each => scopeName(each, scopes))[0] }
    ],
    submit: async ({ entity, relation, type, value, confidence, scope }) => {
      await node.client.assert({ entity, relation, value: valueOf(type, value), confidence: Number(confidence), scope })
      onWritten()
      return 'Written.'
    }
  }))
}

/** What was typed, as a value of a type. What is no number stays a text, and the node refuses it. */
export function valueOf (type: string, text: string): FactValue {
  switch (type) {
    case 'number':
      return { type, v: text.trim() === '' ? NaN : Number(text) }
    case 'boolean':
      return { type, v: text.trim() === 'true' }
    case 'null':
      return { type }
    default:
      return { type: type as 'string', v: text }
  }
}
