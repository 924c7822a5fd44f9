import { h } from 'preact'
import { Form } from './form.ts'
import type { FactValue } from './page.ts'
import type { UiNode } from '../node.ts'
import type { JSX } from 'preact'

const TYPES = ['string', 'text', 'number', 'boolean', 'datetime', 'ref', 'null']

/** A form that writes one fact in the name of this node. */
export function WriteFact ({ node, onWritten }: { node: UiNode, onWritten: () => void }): JSX.Element {
  return h(Form, {
    title: 'A fact to write',
    button: 'Write',
    fields: [
      { name: 'entity', label: 'Entity, such as city:paris', needed: true },
      { name: 'relation', label: 'Relation, such as geo:population', needed: true },
      { name: 'type', label: 'Type', choices: TYPES, value: 'string' },
      { name: 'value', label: 'Value' },
      { name: 'confidence', label: 'Confidence, 0 to 1', value: '1' }
    ],
    submit: async ({ entity, relation, type, value, confidence }) => {
      await node.client.assert({ entity, relation, value: valueOf(type, value), confidence: Number(confidence) })
      onWritten()
      return 'Written.'
    }
  })
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
