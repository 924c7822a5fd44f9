/**
 * @packageDocumentation
 *
 * One node for all tabs of a site: the first tab runs it, the others reach its HTTP API through that tab, and when it ends
 * the next one takes over. It stands beside the public door and works in browsers alone.
 *
 * Invariant: at any moment at most one tab of a home runs a node, so no place in a chain is ever used twice.
 *
 * @example The same code in every tab
 *
 * ```ts
 * import { createClient } from 'factmesh/client'
 * import { openTab } from 'factmesh/tabs'
 *
 * const tab = openTab({ home: 'notebook' })
 * const client = createClient({ url: 'http://localhost', fetch: async (input, init) => tab.fetch(input, init) })
 * await client.assert({ entity: 'note:1', relation: 'note:text', value: { type: 'string', v: 'hello' } })
 * ```
 */
import { createFactMesh } from '../index.ts'
import { platform } from '../platform/index.ts'
import { SharedTab } from './shared-tab.ts'
import type { MeshTab, TabInit } from './interface.ts'

export { TabGoneError } from './errors.ts'
export type { MeshTab, TabInit } from './interface.ts'

/** Joins the tabs that share a home. */
export function openTab (init: TabInit): MeshTab {
  const name = platform().random.bytes(16).join('')
  const components = {
    channel: new BroadcastChannel(`factmesh ${init.home}`),
    locks: navigator.locks,
    start: async () => createFactMesh(init)
  }
  return new SharedTab(components, { home: init.home, name })
}
