import { expect } from 'aegir/chai'
import { scopeUri, valueDigest } from '../../src/model/body/index.ts'
import { someSigner, START_MS } from '../fixtures/bundles.ts'
import { idIn, labOf, Scribe } from '../fixtures/governed.ts'
import { openLab } from '../fixtures/labs.ts'
import { scanAll } from '../fixtures/replicas.ts'
import type { Bundle } from '../../src/model/bundle/index.ts'
import type { Replica } from '../../src/replica/index.ts'
import type { Lab } from '../fixtures/labs.ts'

const CREATOR = someSigner(10)
const LAB = labOf(CREATOR.publicKey)
const BOB = new Scribe(someSigner(12), LAB)

const ROLE = { entity: 'user:alice', relation: 'memory:role' }

/** What Ann and Bob say. */
interface World {
  readonly replica: Replica
  /** Ann says something about Alice's role, her place and her friends. */
  readonly ann: Bundle
  /** Bob says another role with more confidence, and something that nobody else speaks about. */
  readonly bob: Bundle
  /** Outlaws all that Bob wrote. */
  outlaw (): Promise<void>
  /** Takes that back: whoever outlawed Bob had been revoked before. */
  restore (): Promise<void>
}

/** Asks something of which Bob's facts are a part, and what is answered with them and without. */
interface Surface {
  readonly name: string
  ask (world: World): Promise<unknown>
  readonly effective: unknown
  readonly outlawed: unknown
}

const SURFACES: readonly Surface[] = [
  { name: 'query: who answers', ask: async ({ replica }) => (await replica.query({ ...ROLE })).facts.map(({ value }) => value.v), effective: ['boss'], outlawed: ['clerk'] },
  { name: 'query: all sides', ask: async ({ replica }) => (await replica.query({ ...ROLE, includeContradicted: true })).total, effective: 2, outlawed: 1 },
  { name: 'query: contradicted', ask: async ({ replica, ann }) => (await replica.get(idIn(ann)))?.contradicted, effective: true, outlawed: false },
  { name: 'query: total by relation', ask: async ({ replica }) => (await replica.query({ relation: 'memory:role' })).total, effective: 3, outlawed: 1 },
  { name: 'query: total by author', ask: async ({ replica }) => (await replica.query({ author: BOB.peer, includeContradicted: true })).total, effective: 4, outlawed: 0 },
  { name: 'query: total by source', ask: async ({ replica }) => (await replica.query({ source: BOB.source(), includeContradicted: true })).total, effective: 4, outlawed: 0 },
  { name: 'query: below a prefix', ask: async ({ replica }) => (await replica.query({ entityPrefix: 'user:' })).total, effective: 5, outlawed: 2 },
  { name: 'query: by target', ask: async ({ replica }) => (await replica.query({ target: 'user:dan' })).total, effective: 1, outlawed: 0 },
  { name: 'query: as of now', ask: async ({ replica }) => (await replica.query({ ...ROLE, asOf: START_MS + 900, includeContradicted: true })).total, effective: 2, outlawed: 1 },
  { name: 'query: retractions', ask: async ({ replica }) => (await replica.query({ entity: 'user:erin', includeRetracted: true })).total, effective: 1, outlawed: 0 },
  { name: 'scan', ask: async ({ replica }) => (await scanAll({ replica }, { includeContradicted: true })).length, effective: 6, outlawed: 2 },
  { name: 'conflicts: list', ask: async ({ replica }) => (await replica.conflicts.list()).conflicts.length, effective: 1, outlawed: 0 },
  { name: 'resolve: winner', ask: async ({ replica }) => (await replica.resolve({ ...ROLE, scope: 'lab', lens: 'stigmem-default' })).winner?.value.v, effective: 'boss', outlawed: 'clerk' },
  { name: 'resolve: candidates', ask: async ({ replica }) => (await replica.resolve({ ...ROLE, scope: 'lab' })).candidatesCount, effective: 2, outlawed: 1 },
  { name: 'resolve: a kept answer', ask: async ({ replica }) => (await replica.resolve({ ...ROLE, scope: 'lab', maxStaleMs: 86_400_000 })).candidatesCount, effective: 2, outlawed: 1 },
  { name: 'resolve: votes', ask: async ({ replica }) => (await replica.resolve({ ...ROLE, scope: 'lab' })).candidates.find(({ value }) => value.v === 'clerk')?.votes, effective: { for: 1_000_000, against: 0 }, outlawed: undefined },
  { name: 'votes: sums', ask: async ({ replica, ann }) => { const { count, weight } = await replica.votes.of(idIn(ann)); return [count, weight] }, effective: [1, 1], outlawed: [0, 0] },
  { name: 'votes: list', ask: async ({ replica, ann }) => (await replica.votes.of(idIn(ann))).votes.map(({ author }) => author), effective: [BOB.peer], outlawed: [] },
  { name: 'why: rivals', ask: async ({ replica, ann }) => (await replica.why(idIn(ann)))?.rivals.length, effective: 1, outlawed: 0 },
  { name: 'why: votes', ask: async ({ replica, ann }) => (await replica.why(idIn(ann)))?.votes.forCount, effective: 1, outlawed: 0 },
  { name: 'why: replaced by', ask: async ({ replica, bob }) => (await replica.why(idIn(bob, 3)))?.replacedBy != null, effective: true, outlawed: false },
  { name: 'neighbours', ask: async ({ replica }) => (await replica.neighbours({ entity: 'user:alice', direction: 'both' })).edges.map(({ to }) => to), effective: ['user:dan'], outlawed: [] },
  { name: 'neighbours: back', ask: async ({ replica }) => (await replica.neighbours({ entity: 'user:dan', direction: 'in' })).edges.length, effective: 1, outlawed: 0 },
  { name: 'aliases', ask: async ({ replica }) => (await replica.curations.list('alias', { scope: 'lab' })).length, effective: 1, outlawed: 0 },
  { name: 'aliases: another name', ask: async ({ replica }) => (await replica.query({ entity: 'user:al', relation: 'memory:place' })).total, effective: 1, outlawed: 0 },
  { name: 'rules', ask: async ({ replica }) => (await replica.curations.list('rule', { scope: 'lab' })).length, effective: 1, outlawed: 0 },
  { name: 'editions', ask: async ({ replica }) => (await replica.curations.list('edition', { scope: 'lab' })).map(({ statement }) => statement.name), effective: ['2026'], outlawed: [] },
  { name: 'get: visible', ask: async ({ replica, bob }) => { const fact = await replica.get(idIn(bob)); return [fact?.visible, fact?.outlawed] }, effective: [true, undefined], outlawed: [false, true] },
  { name: 'get: current', ask: async ({ replica, bob }) => (await replica.get(idIn(bob)))?.current, effective: true, outlawed: false },
  { name: 'proof', ask: async ({ replica, bob }) => await replica.proof(idIn(bob)) != null, effective: true, outlawed: true },
  { name: 'the set', ask: async ({ replica, bob }) => replica.has(bob.hash), effective: true, outlawed: true }
]

/** A resolution in favour of Ann, by Bob, settles what they say while it has effect. */
const RESOLVED: readonly Surface[] = [
  { name: 'resolution: status', ask: async ({ replica }) => (await replica.conflicts.list({ status: 'resolved' })).conflicts.length, effective: 1, outlawed: 0 },
  { name: 'resolution: who answers', ask: async ({ replica }) => (await replica.query({ ...ROLE })).facts.map(({ value }) => value.v), effective: ['clerk'], outlawed: ['clerk'] },
  { name: 'resolution: derived facts', ask: async world => (await world.replica.query({ entity: await conflictEntity(world) })).total, effective: 3, outlawed: 0 }
]

let known = ''

async function conflictEntity ({ replica }: World): Promise<string> {
  const { conflicts: [found] } = await replica.conflicts.list()
  known = found == null ? known : `stigmem:conflict:${found.id}`
  return known
}

describe('replica effect on each surface', () => {
  it('hides what is outlawed, and shows it when it returns', async () => {
    await compare(SURFACES, () => [])
  })

  it('hides resolutions that are outlawed', async () => {
    await compare(RESOLVED, (bobs, bundles) => [bobs.say(9, [bobs.statement('resolution', {
      relation: 'memory:role', winner: { hash: bundles[0].hash, index: 0 }, values: digestsOf(bundles)
    })])])
  })
})

type More = (bobs: Scribe, bundles: readonly Bundle[]) => Bundle[]

/** Asks each surface before anything is outlawed, after it, and when it has returned; each twice, the second time from what is kept. */
async function compare (surfaces: readonly Surface[], more: More): Promise<void> {
  const lab = await openLab()

  try {
    const world = await tell(lab, more)
    await askAll(surfaces, world, 'effective')
    await world.outlaw()
    await askAll(surfaces, world, 'outlawed')
    await world.restore()
    await askAll(surfaces, world, 'effective')
  } finally {
    await lab.stop()
  }
}

async function askAll (surfaces: readonly Surface[], world: World, state: 'effective' | 'outlawed'): Promise<void> {
  for (const surface of [...surfaces, ...surfaces]) {
    expect(await surface.ask(world), `${surface.name}, ${state}`).to.deep.equal(surface[state])
  }
}

/** Brings in what Ann and Bob say; Carol is the admin who will outlaw Bob. */
async function tell ({ ann: anns, bob: bobs, carol, creator, replica, take }: Lab, more: More): Promise<World> {
  await take(creator.grant(0, anns.key), creator.grant(1, bobs.key, { rights: ['admin'] }), creator.grant(2, carol.key, { rights: ['admin'] }))

  const ann = anns.say(5, [{ ...ROLE, value: { type: 'string', v: 'clerk' }, confidence: 0.5 }, { ...ROLE, relation: 'memory:place' }])
  const bob = bobs.say(6, [
    { ...ROLE, value: { type: 'string', v: 'boss' } },
    { ...ROLE, relation: 'memory:friend', value: { type: 'ref', v: 'user:dan' } },
    { entity: 'user:fay' },
    { entity: 'user:bob' }
  ])
  await take(
    ann,
    bob,
    bobs.say(7, [{ entity: 'user:bob', value: { type: 'string', v: 'newer' } }, { entity: 'user:erin', confidence: 0 }]),
    bobs.say(8, [bobs.statement('vote', { fact: { hash: ann.hash, index: 0 }, weight: 1_000_000, stance: 'for' })], { lane: 'votes' }),
    bobs.say(8, [bobs.statement('alias', { canonical: 'user:alice', alias: 'user:al' })], { lane: 'alias' }),
    bobs.say(8, [
      bobs.statement('rule', { relation: 'memory:tag', cardinality: 'many' }, scopeUri(LAB)),
      bobs.statement('edition', { name: '2026' }, scopeUri(LAB))
    ], { lane: 'rules' }),
    ...more(bobs, [ann, bob])
  )

  return {
    replica,
    ann,
    bob,
    outlaw: async () => take(carol.revoke(500, bobs.key)),
    restore: async () => take(creator.revoke(400, carol.key))
  }
}

function digestsOf (bundles: readonly Bundle[]): Uint8Array[] {
  const values = bundles.map(({ decoded: [fact] }) => fact == null ? new Uint8Array(8) : valueDigest(fact.value).slice())
  return values.sort((a, b) => a[0] - b[0])
}
