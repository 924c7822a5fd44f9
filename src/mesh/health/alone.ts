import { toHex } from '../../model/bytes/index.ts'
import type { Replica } from '../../replica/index.ts'

/** Names of the closed scopes of which this node is the only member. */
export function aloneIn (replica: Pick<Replica, 'governance' | 'shared'>): ReadonlySet<string> {
  const { governance } = replica
  const alone = new Set(governance.held().filter(({ id }) => governance.members(id).length <= 1).map(({ id }) => toHex(id)))
  return new Set(replica.shared().filter(({ id }) => alone.has(toHex(id))).map(({ name }) => name))
}
