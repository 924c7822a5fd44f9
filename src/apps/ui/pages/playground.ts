import { h } from 'preact'
import { useState } from 'preact/hooks'
import { Problem } from '../parts/answer.ts'
import { Form } from '../parts/form.ts'
import { Text } from '../parts/text.ts'
import { Ways } from '../parts/ways.ts'
import { go } from '../route.ts'
import { pathOf, VIEWS } from '../views.ts'
import type { PageProps } from '../parts/page.ts'
import type { ViewName } from '../views.ts'
import type { JSX } from 'preact'

/** Asks any question by hand, and shows how other programs ask it. */
export function PlaygroundPage ({ node, query: { view: named = 'facts', ...values } }: PageProps): JSX.Element {
  const name: ViewName = Object.hasOwn(VIEWS, named) ? named as ViewName : 'facts'
  return h('div', {},
    h(Form, {
      title: 'Which question', button: 'Choose', fields: [{ name: 'view', label: 'Question', choices: Object.keys(VIEWS), value: name }], submit: chosen => { go('playground', chosen) }
    }),
    h(Question, { key: name, node, name, values })
  )
}

function Question ({ node, name, values }: Pick<PageProps, 'node'> & { name: ViewName, values: Readonly<Record<string, string>> }): JSX.Element {
  const [state, setState] = useState<{ text?: string, error?: unknown }>({})
  const view = VIEWS[name]
  const ask = async (filled: Readonly<Record<string, string>>): Promise<void> => {
    go('playground', { ...filled, view: name })
    try {
      setState({ text: indented(await node.text(pathOf(view, filled))) })
    } catch (error) {
      setState({ error })
    }
  }
  return h('div', {},
    view.path === '/v1/events'
      ? h('p', { class: 'empty' }, 'This question is answered for ever: look at the page Live, or ask it with one of the texts below.')
      : h(Form, { title: 'The question', button: 'Ask', fields: view.fields.map(({ name, needed }) => ({ name, label: name, needed, value: values[name] })), submit: ask }),
    state.error == null ? null : h(Problem, { error: state.error }),
    h('div', { role: 'status' }, state.text == null ? '' : h('div', {}, h('h2', {}, 'Answer'), h('pre', { tabIndex: 0 }, h(Text, { text: state.text, max: 20_000 })))),
    h('h2', {}, 'As other programs ask it'),
    node.url == null
      ? h('p', { class: 'quiet' }, 'This node runs in the page, so no other program reaches it.')
      : h(Ways, { view: name, values, url: node.url, isOpen: true })
  )
}

/** JSON with indentation; any other text as it is. */
function indented (text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
