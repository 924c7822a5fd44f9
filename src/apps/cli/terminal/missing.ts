import { inTime } from '../runtime.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { Runtime } from '../runtime.ts'

/**
 * Tells how many bundles are not here after a stream of facts, which has no place for that, and answers the number. It is
 * that of the scope, or of all, whatever else the facts were chosen by.
 */
export async function tellWanted (runtime: Runtime, client: ApiClient, scope: string | undefined): Promise<number> {
  const { scopes } = await inTime(runtime, async options => client.status(options))
  const asked = scopes.filter(each => scope == null || each.scope === scope || each.id === scope)
  const wanted = asked.reduce((sum, each) => sum + each.wanted, 0)
  tellMissing(runtime, wanted)
  return wanted
}

/** Says on stderr that facts of some bundles may be missing in what was written. */
export function tellMissing ({ terminal, flags }: Runtime, bundles: number): void {
  if (bundles > 0 && flags.quiet !== true) {
    terminal.err(`facts of ${bundles} bundles are not here yet, and are asked from peers; "factmesh status" shows how many are left\n`)
  }
}
