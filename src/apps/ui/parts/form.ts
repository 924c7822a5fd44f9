import { h } from 'preact'
import { useId, useState } from 'preact/hooks'
import { Problem } from './answer.ts'
import type { JSX } from 'preact'

/** One field of a form. */
export interface FormField {
  readonly name: string
  readonly label: string
  /** What may be chosen; absent: any text. A field with one choice, `true`, is a box to tick. */
  readonly choices?: readonly string[]
  /** What is likely to be filled in. */
  readonly likely?: readonly string[]
  readonly value?: string
  readonly needed?: boolean
}

/** A form. */
export interface FormProps {
  /** What it is for, for those who do not see it. */
  readonly title: string
  readonly fields: readonly FormField[]
  readonly button: string
  /** Takes what was filled in, and resolves with what to tell the reader. */
  submit (values: Readonly<Record<string, string>>): Promise<string | undefined | void> | string | undefined | void
}

/** A form that sends nothing by itself: what was filled in goes to `submit`. */
export function Form ({ title, fields, button, submit }: FormProps): JSX.Element {
  const [state, setState] = useState<{ told?: string, error?: unknown }>({})
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    const values = Object.fromEntries([...new FormData(event.currentTarget as HTMLFormElement)].map(([name, value]) => [name, String(value)]))
    try {
      const told = await submit(values)
      setState(typeof told === 'string' ? { told } : {})
    } catch (error) {
      setState({ error })
    }
  }
  return h('form', { 'aria-label': title, onSubmit: (event: SubmitEvent) => { void send(event) } },
    fields.map(field => h(Field, { key: `${field.name} ${field.value ?? ''}`, field })),
    h('button', { type: 'submit' }, button),
    h('span', { role: 'status' }, state.told ?? ''),
    state.error == null ? null : h(Problem, { error: state.error })
  )
}

function Field ({ field: { name, label, choices, likely, value = '', needed } }: { field: FormField }): JSX.Element {
  const id = useId()
  if (choices?.length === 1) {
    return h('label', { class: 'check' }, h('input', { type: 'checkbox', name, value: 'true', defaultChecked: value === 'true' }), label)
  }
  return h('label', {}, label, choices == null
    ? [
        h('input', { key: 'input', name, defaultValue: value, required: needed, autocomplete: 'off', spellcheck: false, list: likely == null ? undefined : id }),
        likely == null ? null : h('datalist', { key: 'list', id }, likely.map(text => h('option', { key: text, value: text })))
      ]
    : h('select', { name }, choices.map(choice => h('option', { key: choice, value: choice, selected: choice === value }, choice === '' ? 'any' : choice))))
}
