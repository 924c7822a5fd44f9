import type { Fetch } from './interface.ts'
import type { Metric } from '../../platform/interface.ts'

/** What fetch counts. */
export function fetchMetrics (fetch: Pick<Fetch, 'counters'>): Metric[] {
  const { bundlesIn, bundlesOut, failures, requestsIn, requestsOut } = fetch.counters()
  const ways = (into: number, out: number): Metric['samples'] => [{ labels: { direction: 'in' }, value: into }, { labels: { direction: 'out' }, value: out }]

  return [
    { name: 'factmesh_fetch_requests_total', help: 'Requests that were answered, and requests that were made.', type: 'counter', samples: ways(requestsIn, requestsOut) },
    { name: 'factmesh_fetch_bundles_total', help: 'Bundles that requests brought, and bundles that were sent.', type: 'counter', samples: ways(bundlesIn, bundlesOut) },
    { name: 'factmesh_fetch_failures_total', help: 'Own requests that failed.', type: 'counter', samples: [{ value: failures }] }
  ]
}
