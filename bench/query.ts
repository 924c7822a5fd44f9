import { createFactMesh } from '../src/index.ts'
import { percentile } from './bench.ts'
import { nextDrafts } from './facts.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'

const FACTS = 100_000
const FACTS_PER_CALL = 10_000
const READS = 5_000

/** The middle of the times of single calls, in microseconds. */
async function microseconds (read: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []

  for (let i = 0; i < READS; i++) {
    const started = performance.now()

    await read(i)
    times.push(performance.now() - started)
  }

  return percentile(times, 0.5) * 1_000
}

/** Reading from a node that holds 100,000 facts. */
export const QUERY: readonly Bench[] = [
  {
    rows: [
      { name: 'query: one fact by its id, p50', unit: 'µs', target: { atMost: 20 } },
      { name: 'query: what is said of an entity and relation, p50', unit: 'µs', target: { atMost: 60 } }
    ],
    measure: async () => inScratch(async home => {
      const mesh = await createFactMesh({ home, listen: [] })
      const ids: string[] = []
      const entities: string[] = []

      for (let i = 0; i < FACTS; i += FACTS_PER_CALL) {
        for (const result of await mesh.append(nextDrafts(FACTS_PER_CALL))) {
          if (result.result === 'accept') {
            ids.push(result.record.id)
            entities.push(result.record.entity)
          }
        }
      }

      const place = (i: number): number => i * 7_919 % FACTS
      const byId = await microseconds(async i => mesh.get(ids[place(i)]))
      const resolved = await microseconds(async i => mesh.page({ entity: entities[place(i)], relation: 'bench:says', limit: 1 }))

      await mesh.stop()

      return [byId, resolved]
    })
  }
]
