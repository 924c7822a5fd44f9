import type { Replica, ScopeStatus } from './interface.ts'
import type { Metric } from '../platform/interface.ts'

/** What a replica counts. */
export function replicaMetrics (replica: Pick<Replica, 'clockFigures' | 'counters' | 'journalStat' | 'scopes'>): Metric[] {
  const { hlcUpdates, skewEvents } = replica.clockFigures()
  const { bytes, syncs } = replica.journalStat()
  const byScope = (figure: (scope: ScopeStatus) => number): Metric['samples'] => {
    const sums = new Map<string, number>()
    replica.scopes().forEach(scope => { sums.set(labelOf(scope), (sums.get(labelOf(scope)) ?? 0) + figure(scope)) })

    return [...sums].map(([scope, value]) => ({ labels: { scope }, value }))
  }

  return [
    {
      name: 'factmesh_replica_offers_total',
      help: 'Bundles that were written here or offered by peers, by what became of them.',
      type: 'counter',
      samples: Object.entries(replica.counters()).map(([outcome, value]) => ({ labels: { outcome }, value }))
    },
    { name: 'factmesh_replica_hlc_updates_total', help: 'Bundles of others that moved our stamps on.', type: 'counter', samples: [{ value: hlcUpdates }] },
    { name: 'factmesh_replica_clock_skew_total', help: 'Bundles that were more than half a second ahead of our clock.', type: 'counter', samples: [{ value: skewEvents }] },
    { name: 'factmesh_replica_facts', help: 'Facts that are here, every version counted.', type: 'gauge', samples: byScope(({ facts }) => facts) },
    { name: 'factmesh_replica_bundles', help: 'Bundles that are here.', type: 'gauge', samples: byScope(({ bundles }) => bundles) },
    { name: 'factmesh_replica_wanted_bundles', help: 'Bundles whose content is not here and is asked from peers.', type: 'gauge', samples: byScope(({ wanted }) => wanted) },
    { name: 'factmesh_replica_absent_bundles', help: 'Bundles that others name and that are not here.', type: 'gauge', samples: byScope(({ absent }) => absent) },
    { name: 'factmesh_replica_journal_bytes', help: 'Bytes of the journal of bundles.', type: 'gauge', samples: [{ value: bytes }] },
    { name: 'factmesh_replica_journal_syncs_total', help: 'Flushes of the journal of bundles to the disk.', type: 'counter', samples: [{ value: syncs }] }
  ]
}

/** Closed scopes count together: whoever reads figures need not know what they are called, nor how many there are. */
function labelOf ({ name }: ScopeStatus): string {
  return name === 'public' || name === 'local' ? name : 'closed'
}
