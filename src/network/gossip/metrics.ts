import type { Gossip } from './interface.ts'
import type { Metric } from '../../platform/interface.ts'

/** What gossip counts. All scopes count together: which of them is talked in is nobody's business. */
export function gossipMetrics (gossip: Pick<Gossip, 'counters'>): Metric[] {
  const { accept, headersOut, ignore, outside, reject, unheard, unopened, wholeOut } = gossip.counters()
  const counter = (name: string, help: string, samples: Metric['samples']): Metric => ({ name: `factmesh_gossip_${name}`, help, type: 'counter', samples })

  return [
    counter('published_total', 'Own bundles that were published, by form.', [{ labels: { form: 'whole' }, value: wholeOut }, { labels: { form: 'header' }, value: headersOut }]),
    counter('unheard_total', 'Own bundles that were published and reached nobody.', [{ value: unheard }]),
    counter('messages_total', 'Messages of peers, by what became of them.', Object.entries({ accept, ignore, reject }).map(([verdict, value]) => ({ labels: { verdict }, value }))),
    counter('unopened_total', 'Sealed messages that no key opened.', [{ value: unopened }]),
    counter('violations_total', 'Messages of peers that may not push in the scope.', [{ value: outside }])
  ]
}
