import type { Hello } from './interface.ts'
import type { Metric } from '../../platform/interface.ts'

/** What hello counts. */
export function helloMetrics (hello: Pick<Hello, 'counters' | 'peers'>): Metric[] {
  const { clock_skew: skews, ...outcomes } = hello.counters()

  return [
    { name: 'factmesh_hello_peers', help: 'Accepted peers that are connected.', type: 'gauge', samples: [{ value: hello.peers().length }] },
    {
      name: 'factmesh_hello_outcomes_total',
      help: 'Hellos by outcome.',
      type: 'counter',
      samples: Object.entries(outcomes).map(([code, value]) => ({ labels: { code }, value }))
    },
    { name: 'factmesh_hello_clock_skew_total', help: 'Hellos of peers whose clock differed from ours by more than half a second.', type: 'counter', samples: [{ value: skews }] }
  ]
}
