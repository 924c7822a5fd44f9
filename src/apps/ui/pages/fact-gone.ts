import { h } from 'preact'
import { Act } from '../parts/act.ts'
import { part } from '../parts/table.ts'
import { visible } from '../parts/text.ts'
import { href } from '../route.ts'
import type { ApiProblemError } from '../../../api/index.ts'
import type { PageProps } from '../parts/page.ts'
import type { JSX } from 'preact'

interface Props extends Pick<PageProps, 'node'> {
  readonly id: string
  onDone (): void
}

/** What the node answers about a fact whose content it does not have, and what that means. */
export const GONE: ReadonlyMap<string, string> = new Map([
  ['fact_erased', 'This fact was erased.'],
  ['fact_refused', 'This node dropped the content of this fact.'],
  ['content_missing', 'The content of this fact is not here. The node asks its peers for it.']
])

/** A fact whose content is not here: why, and what can be done. */
export function Gone ({ node, id, error, onDone }: Props & { readonly error: ApiProblemError }): JSX.Element {
  return h('div', {},
    h('p', { class: 'lead', role: 'status' }, GONE.get(error.code)),
    h('p', {}, visible(error.message)),
    error.code === 'fact_erased' ? h('p', { class: 'empty' }, 'Nothing brings it back. ', h('a', { href: href('facts') }, 'Look at the facts that are here.')) : null,
    error.code === 'content_missing' ? h('button', { type: 'button', onClick: onDone }, 'Look again') : null,
    error.code === 'fact_refused'
      ? h(Act, {
        label: 'Ask peers for it again',
        run: async () => {
          await node.client.remember(id)
          onDone()
        }
      })
      : null)
}

/** The ways in which a fact goes, and what each of them means. What this node may not do is said. */
export function Away ({ node: { client }, id, isLive, mayErase, onDone }: Props & { readonly isLive: boolean, readonly mayErase: boolean }): JSX.Element {
  const then = (way: (reason: string) => Promise<unknown>) => async (reason: string): Promise<void> => {
    await way(reason)
    onDone()
  }
  return part('Let it go',
    h('p', { class: 'quiet' }, 'A fact that is taken back can be read in the history. One that is erased is gone on every node that hears of it. One that is dropped is gone on this node alone.'),
    h('div', { class: 'row' },
      isLive ? h(Act, { label: 'Take it back', sure: 'Yes, take it back', run: then(async () => client.retract(id)) }) : null,
      mayErase ? h(Act, { label: 'Erase it everywhere', sure: 'Yes, erase it for good', ask: 'Why; everybody can read this for ever', run: then(async reason => client.forget(id, { reason })) }) : null,
      h(Act, { label: 'Drop it on this node', sure: 'Yes, drop it here', ask: 'Why, for this node alone', run: then(async reason => client.forget(id, { here_only: true, reason })) })),
    mayErase ? null : h('p', { class: 'quiet' }, 'Only its author, or an administrator of its closed scope, can erase it everywhere.'))
}
