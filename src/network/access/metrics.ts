import type { Metric } from '../../platform/interface.ts'
import type { TokenGate } from '../../replica/token/index.ts'

/** What the gate counts. */
export function accessMetrics (gate: Pick<TokenGate, 'counters'>): Metric[] {
  return [{
    name: 'factmesh_access_tokens_total',
    help: 'Tokens of peers, accepted and refused by code.',
    type: 'counter',
    samples: Object.entries(gate.counters()).map(([code, value]) => ({ labels: { code }, value }))
  }]
}
