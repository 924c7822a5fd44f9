import { AuditPage } from './pages/audit.ts'
import { ConflictsPage } from './pages/conflicts.ts'
import { EntityPage } from './pages/entity.ts'
import { FactPage } from './pages/fact.ts'
import { FactsPage } from './pages/facts.ts'
import { LivePage } from './pages/live.ts'
import { MeshPage } from './pages/mesh.ts'
import { MetricsPage } from './pages/metrics.ts'
import { OverviewPage } from './pages/overview.ts'
import { PeersPage } from './pages/peers.ts'
import { PlaygroundPage } from './pages/playground.ts'
import { SyncPage } from './pages/sync.ts'
import { ScopesPage } from './scopes/scopes.ts'
import type { PageProps } from './parts/page.ts'
import type { ViewName } from './views.ts'
import type { ComponentType } from 'preact'

/** One page of the dashboard. */
export interface PageKind {
  readonly title: string
  readonly page: ComponentType<PageProps>
  /** What other programs ask to see the same. */
  view? (query: PageProps['query']): ViewName
  /** Whether the menu leads to it. */
  readonly listed: boolean
}

/** Every page by its name in the address, in the order of the menu. */
export const PAGES: ReadonlyMap<string, PageKind> = new Map<string, PageKind>([
  ['overview', { title: 'Overview', page: OverviewPage, view: () => 'status', listed: true }],
  ['live', { title: 'Live', page: LivePage, view: () => 'events', listed: true }],
  ['facts', { title: 'Facts', page: FactsPage, view: () => 'facts', listed: true }],
  ['fact', { title: 'Fact', page: FactPage, view: () => 'why', listed: false }],
  ['entity', { title: 'Entity', page: EntityPage, view: () => 'facts', listed: true }],
  ['conflicts', { title: 'Conflicts', page: ConflictsPage, view: () => 'conflicts', listed: true }],
  ['mesh', { title: 'Mesh', page: MeshPage, view: () => 'peers', listed: true }],
  ['peers', { title: 'Peers', page: PeersPage, view: () => 'peers', listed: true }],
  ['sync', { title: 'Sync', page: SyncPage, view: () => 'sync', listed: true }],
  ['scopes', { title: 'Scopes', page: ScopesPage, view: ({ scope }) => scope == null ? 'scopes' : 'scope', listed: true }],
  ['audit', { title: 'Audit', page: AuditPage, view: () => 'audit', listed: true }],
  ['metrics', { title: 'Metrics', page: MetricsPage, view: () => 'metrics', listed: true }],
  ['playground', { title: 'Playground', page: PlaygroundPage, listed: true }]
])
