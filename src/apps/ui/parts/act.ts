import { h } from 'preact'
import { useState } from 'preact/hooks'
import { Problem } from './answer.ts'
import type { JSX } from 'preact'

/** Something that a button does. */
export interface ActProps {
  readonly label: string
  /** What the button says when it has to be pressed again; absent: once is enough. */
  readonly sure?: string
  /** Resolves with what to tell the reader, if anything. */
  run (): Promise<string | undefined | void>
}

/** A button that does something on the node, and tells what became of it. */
export function Act ({ label, sure, run }: ActProps): JSX.Element {
  const [state, setState] = useState<{ at: 'rest' | 'asking' | 'busy', told?: string, error?: unknown }>({ at: 'rest' })
  const press = async (): Promise<void> => {
    if (sure != null && state.at === 'rest') {
      setState({ at: 'asking' })
      return
    }
    setState({ at: 'busy' })
    try {
      setState({ at: 'rest', told: await run() ?? 'Done.' })
    } catch (error) {
      setState({ at: 'rest', error })
    }
  }
  return h('span', {},
    h('button', { type: 'button', class: state.at === 'asking' ? 'sure' : '', disabled: state.at === 'busy', onClick: () => { void press() } },
      state.at === 'asking' ? sure : label),
    state.at === 'asking' ? h('button', { type: 'button', class: 'plain', onClick: () => { setState({ at: 'rest' }) } }, 'No') : null,
    h('span', { role: 'status', class: 'quiet' }, state.told == null ? '' : ` ${state.told}`),
    state.error == null ? null : h(Problem, { error: state.error })
  )
}
