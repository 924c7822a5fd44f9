/**
 * @packageDocumentation
 *
 * The dashboard: pages that show a node and work it, in a browser.
 *
 * It stands under the roof and uses the API alone, through one function that
 * sends a request, so the same pages show a daemon and a node in the page.
 *
 * Invariant: what facts and peers say reaches the document as text, never as
 * markup, and every link leads to another page of the dashboard.
 *
 * @example Showing a node that needs no token
 *
 * ```typescript
 * import { connectNode, mountDashboard, session } from './index.ts'
 *
 * session.value = { state: 'open', node: connectNode({ send: async (path, init) => fetch(path, init), url: location.origin }) }
 * mountDashboard(document.body)
 * ```
 */
export { mountDashboard } from './app.ts'
export { connectNode } from './node.ts'
export { openServed, session } from './session.ts'
export type { NodeFetch, NodeInit, UiNode } from './node.ts'
export type { ServedInit, Session } from './session.ts'
