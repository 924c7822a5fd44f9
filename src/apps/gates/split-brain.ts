import { createTestMesh } from '../../testing/index.ts'
import { PARTITION_LOOK_MS } from './constants.ts'
import { clientOf } from './nodes/in-process.ts'
import { auditOf, digestOf } from './victim.ts'
import { pause, same, waitFor } from './wait.ts'
import type { Gate, GateStage } from './interface.ts'
import type { ApiClient } from '../../api/index.ts'
import type { TestMeshInit } from '../../testing/index.ts'

const ENTITY = 'stigmem://node-a/test/entity'
const RELATION = 'test:value'
const QUESTION = { entity: ENTITY, relation: RELATION, include_contradicted: true }

const BOTH_STORED = 'both facts stored on both nodes'
const CONFLICT_FACT = 'conflict fact exists on both nodes'
const SURFACED = 'conflict surfaced as unresolved on both nodes'
const CONTRADICTED = 'both contradicted on both nodes'
const NO_DISCARD = 'no silent discard'
const GO_ON = 'reads and writes go on for more than five minutes apart'

/** Two nodes and what is between them. */
interface Pair {
  readonly clients: readonly ApiClient[]
  cut (): void
  mend (): void
  /** Lets the partition last; looks now and then. */
  last (look: () => Promise<void>): Promise<void>
  close (): Promise<void>
}

/** Gate 11.1: two nodes that are cut off from each other write different values. */
export const SPLIT_BRAIN: Gate = {
  number: '11.1',
  title: 'split brain',
  outcomes: [GO_ON, BOTH_STORED, CONFLICT_FACT, SURFACED, CONTRADICTED, NO_DISCARD],
  async run (stage) {
    const pair = await openPair(stage)
    try {
      await play(stage, pair)
    } finally {
      await pair.close()
    }
  }
}

async function play (stage: GateStage, { clients, cut, mend, last }: Pair): Promise<void> {
  const counts: number[][] = clients.map(() => [])
  const count = async (): Promise<void> => {
    for (const [no, client] of clients.entries()) { counts[no].push((await publicOf(client)).facts) }
  }
  await clients[0].assert({ entity: 'test:before', relation: RELATION, value: { type: 'string', v: 'in sync' } })
  await waitFor('both nodes are in sync', async () => (await publicOf(clients[1])).facts === 1)
  await count()
  await stage.keep('before', await Promise.all(clients.map(digestOf)))
  cut()
  for (const [no, client] of clients.entries()) {
    await client.assert({ entity: ENTITY, relation: RELATION, value: { type: 'string', v: no === 0 ? 'from-a' : 'from-b' } })
  }
  let rounds = 0
  await stage.expect(GO_ON, async () => last(async () => {
    rounds++
    for (const [no, client] of clients.entries()) {
      await client.assert({ entity: `test:side-${no}`, relation: RELATION, value: { type: 'number', v: rounds } })
      same((await client.facts(QUESTION)).facts.map(({ value }) => value.v), [no === 0 ? 'from-a' : 'from-b'])
    }
    await count()
  }))
  mend()
  await waitFor('both nodes are equal', async () => {
    const [one, other] = await Promise.all(clients.map(publicOf))
    return one.root === other.root && one.facts === 3 + 2 * rounds
  })
  await count()
  await look(stage, clients)
  await stage.expect(NO_DISCARD, () => {
    for (const series of counts) { same(series, [...series].sort((a, b) => a - b)) }
  })
  await stage.keep('counts', counts)
}

async function look (stage: GateStage, clients: readonly ApiClient[]): Promise<void> {
  const answers = await Promise.all(clients.map(async client => ({
    facts: (await client.facts(QUESTION)).facts,
    conflicts: (await client.conflicts({ status: 'unresolved' })).conflicts.flatMap(conflict => conflict.kind === 'contradiction' ? [conflict] : []),
    after: await digestOf(client),
    audit: await auditOf(client)
  })))
  await stage.keep('answers', answers)
  await stage.expect(BOTH_STORED, () => {
    for (const { facts } of answers) { same(facts.map(({ value }) => value.v).sort(), ['from-a', 'from-b']) }
  })
  await stage.expect(CONFLICT_FACT, async () => {
    for (const [no, client] of clients.entries()) {
      const { facts } = await client.facts({ entity: `stigmem:conflict:${answers[no].conflicts[0]?.conflict_id}` })
      same(facts.some(({ relation }) => relation === 'stigmem:conflict:between'), true)
    }
  })
  await stage.expect(SURFACED, () => {
    for (const { conflicts } of answers) { same(conflicts.map(({ entity, relation, status }) => [entity, relation, status]), [[ENTITY, RELATION, 'unresolved']]) }
  })
  await stage.expect(CONTRADICTED, () => {
    for (const { facts } of answers) { same(facts.map(({ contradicted }) => contradicted), [true, true]) }
  })
}

async function publicOf (client: ApiClient): Promise<{ root: string | null, facts: number }> {
  const [{ root, facts }] = (await client.status()).scopes.filter(({ scope }) => scope === 'public')
  return { root, facts }
}

/** How the nodes are where the time passes for real: on disk, and over TCP. */
const REAL: TestMeshInit = { storage: 'disk', node: () => ({ libp2p: { transports: 'standard' }, listen: ['/ip4/127.0.0.1/tcp/0'], mdns: false }) }

/**
 * Nodes in this process, which take no connection of each other while they are parted: whatever addresses they know, there
 * is no way round. The time passes, or the clocks of both are moved on.
 */
async function openPair ({ isRealTime, partitionMs }: GateStage): Promise<Pair> {
  const net = await createTestMesh({ size: 2, topology: 'line', ...isRealTime ? REAL : {} })
  await net.connected()
  const pass = async (passedMs: number): Promise<void> => {
    if (isRealTime) { await pause(Math.min(PARTITION_LOOK_MS, partitionMs - passedMs)) } else { [0, 1].forEach(no => { net.skew(no, partitionMs) }) }
  }
  return {
    clients: [0, 1].map(no => clientOf(net.node(no))),
    cut: () => { net.partition([0], [1]) },
    mend: () => { net.heal() },
    async last (look) {
      await look()
      for (let passedMs = 0; passedMs < partitionMs; passedMs += isRealTime ? PARTITION_LOOK_MS : partitionMs) {
        await pass(passedMs)
        await look()
      }
    },
    close: async () => net.stop()
  }
}
