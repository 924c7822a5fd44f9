import { h } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiProblemError } from '../../../api/index.ts'
import { platform } from '../../../platform/index.ts'
import { visible } from './text.ts'
import type { JSX } from 'preact'

/** What became of a question so far. A new answer takes the place of the old one when it is there; nothing stays beside the failure of another question. */
export interface Answer<T> {
  readonly value?: T
  readonly error?: unknown
  /** Asks again. */
  reload (): void
}

/** How a page asks. */
export interface AskInit {
  /** The question is asked anew when one of these changes. */
  readonly keys?: readonly unknown[]
  /** Milliseconds between two times; absent: once. */
  readonly everyMs?: number
}

/** Asks the node, and again when what is asked changes. An answer to an older question is let go. */
export function useAnswer<T> (ask: (signal: AbortSignal) => Promise<T>, { keys = [], everyMs }: AskInit = {}): Answer<T> {
  const [found, setFound] = useState<{ value?: T, error?: unknown }>({})
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const abort = new AbortController()
    let isAnswered = false
    const once = async (): Promise<void> => {
      try {
        const value = await ask(abort.signal)
        if (abort.signal.aborted) { return }
        isAnswered = true
        setFound({ value })
      } catch (error) {
        if (!abort.signal.aborted) { setFound(({ value }) => isAnswered ? { value, error } : { error }) }
      }
    }
    void once()
    const timer = everyMs == null ? undefined : platform().timers.every(everyMs, () => { void once() })
    return () => {
      timer?.cancel()
      abort.abort()
    }
  }, [...keys, turn])
  return { ...found, reload: () => { setTurn(turn => turn + 1) } }
}

/** Shows an answer once it is there, and what went wrong beside it. */
export function shown<T> ({ value, error, reload }: Answer<T>, show: (value: T) => JSX.Element): JSX.Element {
  const waiting = error == null ? h('p', { class: 'quiet', role: 'status' }, 'Loading…') : null
  return h('div', {},
    error == null ? null : h('div', {}, h(Problem, { error }), h('p', {}, h('button', { type: 'button', onClick: reload }, 'Try again'))),
    value == null ? waiting : show(value)
  )
}

/** What went wrong, and what to do about it. */
export function Problem ({ error }: { error: unknown }): JSX.Element {
  const text = error instanceof Error ? error.message : String(error)
  const hint = error instanceof ApiProblemError ? error.hint : 'See whether the node runs: factmesh status.'
  return h('div', { class: 'problem', role: 'alert' }, h('p', {}, visible(text).slice(0, 1_000)), h('p', { class: 'quiet' }, visible(hint)))
}
