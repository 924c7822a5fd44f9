import { scopeText } from '../../policy/scope/index.ts'
import type { NamedScope, ShareEntry } from './interface.ts'

/** A name, or a name with the first characters of the id, as people write scopes; then a direction, if only one is meant. */
const SHARE = /^([a-z0-9-]{1,32}(?:@[a-z2-7]{26})?)(?::(push|pull))?$/

/** Reads `SCOPE`, `SCOPE:push` or `SCOPE:pull`; undefined for another text and for `local`, which nobody can share. */
export function parseShare (text: string): ShareEntry | undefined {
  const [, scope, only] = SHARE.exec(text) ?? []

  return scope === undefined || scope === 'local' ? undefined : { scope, push: only !== 'pull', pull: only !== 'push' }
}

/** What a list of shares says of a scope. Without a list each scope goes both ways. */
export function shareOf (share: readonly ShareEntry[] | undefined, { id, name }: NamedScope): Pick<ShareEntry, 'push' | 'pull'> {
  const meant = share?.filter(entry => entry.scope === name || entry.scope === scopeText(name, id))

  return { push: meant?.some(({ push }) => push) ?? true, pull: meant?.some(({ pull }) => pull) ?? true }
}
