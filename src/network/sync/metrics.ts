import type { Sync } from './interface.ts'
import type { Metric } from '../../platform/interface.ts'

/** What sync counts. */
export function syncMetrics (sync: Pick<Sync, 'counters' | 'status'>): Metric[] {
  const { results, rounds, turns, bytesIn, bytesOut, bundlesIn, bundlesOut, convergences, convergenceMs } = sync.counters()
  const rows = sync.status()
  const ways = (into: number, out: number): Metric['samples'] => [{ labels: { direction: 'in' }, value: into }, { labels: { direction: 'out' }, value: out }]
  const counter = (name: string, help: string, samples: Metric['samples']): Metric => ({ name: `factmesh_sync_${name}`, help, type: 'counter', samples })
  const gauge = (name: string, help: string, value: number): Metric => ({ name: `factmesh_sync_${name}`, help, type: 'gauge', samples: [{ value }] })

  return [
    counter('cycles_total', 'Runs that ended, by result.', Object.entries(results).map(([result, value]) => ({ labels: { result }, value }))),
    counter('failures_total', 'Runs that were broken off.', [{ value: results.error }]),
    counter('bundles_total', 'Bundles that were new here, and bundles that were sent.', ways(bundlesIn, bundlesOut)),
    counter('bytes_total', 'Bytes of frames.', ways(bytesIn, bytesOut)),
    counter('rounds_total', 'Rounds of all runs.', [{ value: rounds }]),
    counter('turns_total', 'Changes of direction of all runs.', [{ value: turns }]),
    {
      name: 'factmesh_sync_convergence_seconds',
      help: 'How long two sets that differed took to be found equal again.',
      type: 'summary',
      samples: [{ suffix: '_sum', value: convergenceMs / 1_000 }, { suffix: '_count', value: convergences }]
    },
    gauge('convergence_mean_seconds', 'The mean of these.', convergences === 0 ? 0 : convergenceMs / convergences / 1_000),
    gauge('runs', 'Runs under way.', rows.filter(({ running }) => running).length),
    gauge('silence_seconds', 'The longest time for which no run with a connected peer came to its end.', Math.max(0, ...rows.map(({ silentMs = 0 }) => silentMs)) / 1_000)
  ]
}
