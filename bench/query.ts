import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createFactMesh } from '../src/index.ts'
import { levelKV } from '../src/storage/kv/index.ts'
import { startDaemon } from '../test/fixtures/daemon.ts'
import { percentile } from './bench.ts'
import { httpFloor } from './http-floor.ts'
import { httpLoad } from './http-load.ts'
import { inScratch } from './scratch.ts'
import type { Bench } from './bench.ts'
import type { FactDraft, FactMesh } from '../src/index.ts'

const FACTS = 1_000_000
const FACTS_PER_CALL = 10_000
const GROUPS = 1_000
const RELATIONS = 20

/** Entities about which two sources say different things. */
const CONFLICTS = 10_000

const READS = 5_000
const PAGES = 200

/** Facts that are asked for over HTTP. */
const ASKED = 5_000

const LIVE_QUERIES = 100
const LIVE_WRITES = 500

const SAID = 'x'.repeat(80)

function entityOf (i: number): string {
  return `stigmem://bench/group-${i % GROUPS}/item-${i}`
}

function relationOf (i: number): string {
  return `bench:relation-${i % RELATIONS}`
}

function draftOf (i: number): FactDraft {
  return { entity: entityOf(i), relation: relationOf(i), value: { type: 'string', v: `${SAID}${i}` }, confidence: 0.9 }
}

function rivalOf (i: number, peerId: string): FactDraft {
  return { ...draftOf(i), value: { type: 'string', v: 'something else' }, source: `stigmem://${peerId}/agent/rival` }
}

/** Writes all facts and their rivals; answers the ids of the facts. */
async function fill (mesh: FactMesh): Promise<string[]> {
  const ids: string[] = []

  for (let start = 0; start < FACTS; start += FACTS_PER_CALL) {
    for (const result of await mesh.append(Array.from({ length: FACTS_PER_CALL }, (_, i) => draftOf(start + i)))) {
      ids.push(result.result === 'accept' ? result.record.id : '')
    }
  }

  await mesh.append(Array.from({ length: CONFLICTS }, (_, i) => rivalOf(i, mesh.peerId)))

  return ids
}

/** Microseconds of single calls: the middle, and what one in a hundred passes. */
async function times (count: number, call: (place: number) => Promise<unknown>): Promise<[number, number]> {
  const micros: number[] = []

  for (let i = 0; i < count; i++) {
    const started = performance.now()

    await call(CONFLICTS + i * 7_919 % (FACTS - CONFLICTS))
    micros.push((performance.now() - started) * 1_000)
  }

  return [percentile(micros, 0.5), percentile(micros, 0.99)]
}

/** How long the store itself takes for one value of as many as there are facts, in microseconds. */
async function storeTimes (directory: string): Promise<[number, number]> {
  const kv = levelKV(directory)
  const keyOf = (i: number): Uint8Array => new TextEncoder().encode(`${entityOf(i)} ${relationOf(i)}`)

  await kv.start()

  for (let start = 0; start < FACTS; start += FACTS_PER_CALL) {
    await kv.batch(Array.from({ length: FACTS_PER_CALL }, (_, i) => ({ type: 'put', key: keyOf(start + i), value: new Uint8Array(60) })))
  }

  const measured = await times(READS, async i => kv.getSync?.(keyOf(i)))

  await kv.stop()

  return measured
}

/** Waits until a node has read its store and its journal once, as it does after each start. */
async function scrubbed (status: () => { storage: { scrub: { state: string } } } | Promise<{ storage: { scrub: { state: string } } }>): Promise<void> {
  while ((await status()).storage.scrub.state !== 'sound') {
    await setTimeout(100)
  }
}

/** Requests a second for single facts over HTTP on loopback, and the 99th percentile in milliseconds. Needs the compiled program. */
async function httpTimes (home: string, ids: readonly string[]): Promise<[number, number]> {
  const daemon = await startDaemon(home)
  const paths = Array.from({ length: ASKED }, (_, i) => `/v1/facts/${ids[i * 7_919 % FACTS]}`)

  try {
    await scrubbed(async () => daemon.client.status())
    return await httpLoad({ ...daemon.api, paths })
  } finally {
    await daemon.stop()
  }
}

/** Milliseconds from the call of a write to the change in the hands of the one live query, of many, that wants it. */
async function liveTimes (mesh: FactMesh): Promise<[number, number]> {
  const leave = new AbortController()
  const delays: number[] = []
  const started = new Map<string, number>()
  const readers = Array.from({ length: LIVE_QUERIES }, async (_, reader) => {
    for await (const change of mesh.changes({ entity: `bench:live-${reader}` }, { signal: leave.signal })) {
      if (change.type === 'fact') {
        delays.push(performance.now() - (started.get(change.record.id) ?? started.get(String(change.record.value.v)) ?? 0))
      }
    }
  })

  for (let i = 0; i < LIVE_WRITES; i++) {
    started.set(String(i), performance.now())
    await mesh.assert({ entity: `bench:live-${i % LIVE_QUERIES}`, relation: 'bench:live', value: { type: 'string', v: String(i) } })
  }

  await mesh.page({ relation: 'bench:live', limit: 1 })
  leave.abort()
  await Promise.all(readers)

  return [percentile(delays, 0.5), percentile(delays, 0.99)]
}

/** Reading from a node that holds a million facts. */
export const QUERY: readonly Bench[] = [
  {
    rows: [
      { name: 'query: LevelDB alone, one value, p50', unit: 'µs' },
      { name: 'query: LevelDB alone, one value, p99', unit: 'µs' },
      { name: 'query: one fact by its id, p50', unit: 'µs', target: { atMost: 20 }, limit: 'query: LevelDB alone, one value, p50' },
      { name: 'query: one fact by its id, p99', unit: 'µs' },
      { name: 'query: what is said of an entity and relation, p50', unit: 'µs', target: { atMost: 60 } },
      { name: 'query: what is said of an entity and relation, p99', unit: 'µs' },
      { name: 'query: resolved by the default lens, p50', unit: 'µs', target: { atMost: 60 } },
      { name: 'query: resolved by the default lens, p99', unit: 'µs' },
      { name: 'query: contested, resolved by the default lens, p50', unit: 'µs' },
      { name: 'query: contested, resolved by the default lens, p99', unit: 'µs' },
      { name: 'query: first page of 1,000 entities below a prefix, p50', unit: 'µs' },
      { name: 'query: first page of 1,000 entities below a prefix, p99', unit: 'µs' },
      { name: 'query: first page of 50,000 facts of a relation, p50', unit: 'µs' },
      { name: 'query: first page of 50,000 facts of a relation, p99', unit: 'µs' },
      { name: 'query: page of 50 of 10,000 conflicts, p50', unit: 'µs' },
      { name: 'query: page of 50 of 10,000 conflicts, p99', unit: 'µs' },
      { name: 'query: write to change, 100 live queries, p50', unit: 'ms' },
      { name: 'query: write to change, 100 live queries, p99', unit: 'ms' },
      { name: 'query: hono alone over HTTP', unit: 'per second' },
      { name: 'query: hono alone over HTTP, p99', unit: 'ms' },
      { name: 'query: one fact by its id over HTTP', unit: 'per second', target: { atLeast: 8_000 }, limit: 'query: hono alone over HTTP' },
      { name: 'query: one fact by its id over HTTP, p99', unit: 'ms', target: { atMost: 10 } }
    ],
    measure: async () => inScratch(async home => {
      const store = await storeTimes(join(home, 'store'))
      const writer = await createFactMesh({ home: join(home, 'node'), listen: [] })
      const ids = await fill(writer)

      await writer.stop()
      const mesh = await createFactMesh({ home: join(home, 'node'), listen: [] })

      await scrubbed(() => mesh.status())
      const figures = [
        ...store,
        ...await times(READS, async i => mesh.get(ids[i])),
        ...await times(READS, async i => mesh.page({ entity: entityOf(i), relation: relationOf(i), limit: 1 })),
        ...await times(READS, async i => mesh.resolve({ entity: entityOf(i), relation: relationOf(i) })),
        ...await times(READS, async i => mesh.resolve({ entity: entityOf(i % CONFLICTS), relation: relationOf(i % CONFLICTS) })),
        ...await times(PAGES, async i => mesh.page({ entityPrefix: `stigmem://bench/group-${i % GROUPS}` })),
        ...await times(PAGES, async i => mesh.page({ relation: relationOf(i) })),
        ...await times(PAGES, async () => mesh.conflicts.list()),
        ...await liveTimes(mesh)
      ]

      await mesh.stop()

      return [...figures, ...await httpFloor(), ...await httpTimes(join(home, 'node'), ids)]
    })
  }
]
