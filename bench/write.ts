import { createFactMesh } from '../src/index.ts'
import { perSecond } from './bench.ts'
import { nextDraft, nextDrafts } from './facts.ts'
import { LIMIT } from './machine.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { FactMesh } from '../src/index.ts'

const FACTS_PER_CALL = 10_000
const WRITERS = 256

async function withMesh (work: (mesh: FactMesh) => Promise<number>): Promise<number[]> {
  return inScratch(async home => {
    const mesh = await createFactMesh({ home, listen: [] })
    const figure = await work(mesh)
    await mesh.stop()

    return [figure]
  })
}

/** Writing into a whole node on the disk of this machine, without peers. */
export const WRITE: readonly Bench[] = [
  {
    rows: [{ name: 'write: lone facts, durable and indexed', unit: 'per second', target: { atLeast: 3_000 }, limit: LIMIT.append }],
    measure: async () => withMesh(async mesh => perSecond(async () => mesh.assert(nextDraft())))
  },
  {
    rows: [{ name: 'write: facts by 256 writers, durable and indexed', unit: 'per second', target: { atLeast: 40_000 } }],
    measure: async () => withMesh(async mesh => {
      return perSecond(async () => Promise.all(Array.from({ length: WRITERS }, async () => mesh.assert(nextDraft()))), WRITERS)
    })
  },
  {
    rows: [{ name: 'write: facts in calls of 10,000, durable and indexed', unit: 'per second', target: { atLeast: 50_000 } }],
    measure: async () => withMesh(async mesh => perSecond(async () => mesh.append(nextDrafts(FACTS_PER_CALL)), FACTS_PER_CALL))
  }
]
