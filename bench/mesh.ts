import { createFactMesh } from '../src/index.ts'
import { perSecond } from './bench.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { FactDraft, FactMesh } from '../src/index.ts'

const FACTS_PER_CALL = 10_000
const WRITERS = 256

let written = 0

function nextDraft (): FactDraft {
  const no = written++

  return {
    entity: `geonames:${no}`,
    relation: 'city:population',
    value: { type: 'number', v: no },
    confidence: 0.9
  }
}

async function withMesh (work: (mesh: FactMesh) => Promise<number>): Promise<number> {
  return inScratch(async home => {
    const mesh = await createFactMesh({ home, listen: [] })
    const figure = await work(mesh)
    await mesh.stop()

    return figure
  })
}

/** A whole node on the disk of this machine, without peers. */
export const MESH: readonly Bench[] = [
  {
    name: 'mesh: lone facts, durable and indexed',
    unit: 'per second',
    target: 3_000,
    measure: async () => withMesh(async mesh => perSecond(async () => mesh.assert(nextDraft())))
  },
  {
    name: 'mesh: facts by 256 writers, durable and indexed',
    unit: 'per second',
    target: 40_000,
    measure: async () => withMesh(async mesh => {
      return perSecond(async () => Promise.all(Array.from({ length: WRITERS }, async () => mesh.assert(nextDraft()))), WRITERS)
    })
  },
  {
    name: 'mesh: facts in calls of 10,000, durable and indexed',
    unit: 'per second',
    target: 50_000,
    measure: async () => withMesh(async mesh => {
      return perSecond(async () => mesh.append(Array.from({ length: FACTS_PER_CALL }, nextDraft)), FACTS_PER_CALL)
    })
  },
  {
    name: 'mesh: one fact read by id',
    unit: 'µs',
    target: 20,
    measure: async () => withMesh(async mesh => {
      const { id } = await mesh.assert(nextDraft())

      return 1_000_000 / await perSecond(async () => mesh.get(id))
    })
  }
]
