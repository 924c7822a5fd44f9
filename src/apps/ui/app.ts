import { h, render } from 'preact'
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks'
import { PAGES } from './pages.ts'
import { Act } from './parts/act.ts'
import { Problem } from './parts/answer.ts'
import { Ways } from './parts/ways.ts'
import { href, parseRoute, route } from './route.ts'
import { session } from './session.ts'
import type { UiNode } from './node.ts'
import type { PageKind } from './pages.ts'
import type { Session } from './session.ts'
import type { JSX } from 'preact'

/** Shows the dashboard in an element. It follows the fragment of the address and the session. */
export function mountDashboard (root: Element): void {
  const follow = (): void => { route.value = parseRoute(location.hash) }
  addEventListener('hashchange', follow)
  follow()
  render(h(App, {}), root)
}

function App (): JSX.Element {
  const now = session.value
  if (now.state === 'starting') { return h('main', {}, h('p', { role: 'status' }, 'Opening the dashboard…')) }
  return now.state === 'closed' ? h(Closed, { reason: now.reason }) : h(Frame, { session: now })
}

function Closed ({ reason }: { reason: string }): JSX.Element {
  return h('main', {},
    h('h1', {}, 'factmesh'),
    h('p', { class: 'lead', role: 'status' }, reason),
    h('p', {}, 'Ask the node for a new link on its machine, and open it:'),
    h('pre', { tabIndex: 0 }, 'factmesh ui')
  )
}

function Frame ({ session: { node, end } }: { session: Extract<Session, { state: 'open' }> }): JSX.Element {
  const { page, query } = route.value
  const kind = PAGES.get(page)
  return h('div', { class: 'frame' },
    h('a', { class: 'skip', href: '#content', onClick: skip }, 'Skip to the content'),
    h('nav', { 'aria-label': 'Pages' },
      h('strong', {}, 'factmesh'),
      h('ul', {}, [...PAGES].filter(([, { listed }]) => listed).map(([name, { title }]) => h('li', { key: name },
        h('a', { href: href(name), 'aria-current': name === page ? 'page' : undefined }, title)))),
      end == null ? null : h(Act, { label: 'Log out', run: async () => { await end() } })
    ),
    h('main', { id: 'content', tabIndex: -1 }, kind == null ? h(Missing, {}) : h(Shown, { key: page, kind, node, query }))
  )
}

function skip (event: Event): void {
  event.preventDefault() // the fragment names the page
  document.getElementById('content')?.focus()
}

function Missing (): JSX.Element {
  return h('div', {}, h('h1', {}, 'There is no such page.'), h('p', { class: 'empty' }, h('a', { href: href('overview') }, 'Go to the overview.')))
}

/** One page with its heading, and the same view for other programs. */
function Shown ({ kind, node, query }: { kind: PageKind, node: UiNode, query: Readonly<Record<string, string>> }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null)
  const [error] = useErrorBoundary() // an answer of another form spoils no other page
  useEffect(() => {
    document.title = `${kind.title} · factmesh`
    heading.current?.focus()
  }, [kind])
  return h('div', {},
    h('h1', { ref: heading, tabIndex: -1 }, kind.title),
    error == null ? h(kind.page, { node, query }) : h(Problem, { error }),
    kind.view == null || node.url == null ? null : h('footer', {}, h(Ways, { view: kind.view(query), values: query, url: node.url }))
  )
}
