import { h } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Problem } from './answer.ts'
import type { JSX } from 'preact'

/** Something that a button does. */
export interface ActProps {
  readonly label: string
  /** What a second button says that has to be pressed as well; absent: once is enough. */
  readonly sure?: string
  /** What the reader may write down before the second button, such as a reason. */
  readonly ask?: string
  /** Takes what was written down, and resolves with what to tell the reader, if anything. */
  run (text: string): Promise<string | undefined | void>
}

/** A button that does something on the node, and tells what became of it. */
export function Act ({ label, sure, ask, run }: ActProps): JSX.Element {
  const [state, setState] = useState<{ at: 'rest' | 'asking' | 'busy', told?: string, error?: unknown }>({ at: 'rest' })
  const button = useRef<HTMLButtonElement>(null)
  const go = async (text = ''): Promise<void> => {
    setState({ at: 'busy' })
    try {
      setState({ at: 'rest', told: await run(text) ?? 'Done.' })
    } catch (error) {
      setState({ at: 'rest', error })
    }
  }
  const leave = (): void => {
    setState({ at: 'rest' })
    button.current?.focus()
  }
  const isAsking = state.at === 'asking'
  return h('span', {},
    h('button', {
      type: 'button',
      ref: button,
      disabled: state.at === 'busy',
      'aria-expanded': sure == null ? undefined : isAsking,
      onClick: () => { if (sure == null) { void go() } else { setState({ at: isAsking ? 'rest' : 'asking' }) } }
    }, label),
    isAsking && sure != null ? h(Sure, { sure, ask, go, leave }) : null,
    h('span', { role: 'status', class: 'quiet' }, state.told == null ? '' : ` ${state.told}`),
    state.error == null ? null : h(Problem, { error: state.error })
  )
}

interface SureProps extends Pick<ActProps, 'ask'> {
  readonly sure: string
  go (text: string): Promise<void>
  leave (): void
}

/** Asks once more, and for a text where there is one to give. The first thing that takes it has the focus. */
function Sure ({ sure, ask, go, leave }: SureProps): JSX.Element {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    void go(String(new FormData(event.currentTarget as HTMLFormElement).get('text') ?? '').trim())
  }
  return h('form', { 'aria-label': sure, onSubmit: submit, onKeyDown: ({ key }: KeyboardEvent) => { if (key === 'Escape') { leave() } } },
    ask == null ? null : h('label', {}, ask, h('input', { name: 'text', ref: focus, autocomplete: 'off' })),
    h('button', { type: 'submit', class: 'sure', ref: ask == null ? focus : undefined }, sure),
    h('button', { type: 'button', class: 'plain', onClick: leave }, 'No'))
}

function focus (element: HTMLElement | null): void {
  element?.focus()
}
