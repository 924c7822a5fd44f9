import { join } from 'node:path'
import { PUBLIC_SCOPE, RawPeer, scopeOfTicket } from './attacker/index.ts'
import { NodeProcess } from './nodes/node-process.ts'
import { LATER_OUTCOMES, realLater, replayLater, virtualLater } from './replay-later.ts'
import { auditOf, digestOf, expectRefused, expectRows, factsOf, pull, verdictsOf } from './victim.ts'
import { same, waitFor } from './wait.ts'
import type { BundleWish, ForgedBundle } from './attacker/index.ts'
import type { Gate, GateStage } from './interface.ts'
import type { AuditRow } from './victim.ts'

const FLAGS = ['--sync-interval', '1', '--log-level', 'info']
const FOREIGN_SOURCE = 'stigmem://node-c/user/alice'
const REPLAYED = 'nonce_already_seen'
const FOREIGN_CODE = 'source_not_owned'

/** Why a closed scope is refused that the attacker holds a grant for: neither side declared it. */
const UNDECLARED = 'not_declared_by_us not_declared_by_peer not_in_policy'

const SOURCE = 'a foreign source: source_not_owned, by sync and by gossip'
const SOURCE_NOTED = 'a foreign source: one audit entry rejected_fact for each fact, with peer, scope, reason and fact id'
const SCOPE = 'a closed scope: refused on a stream of its own, in gossip, and among public bundles'
const SCOPE_NOTED = 'a closed scope: one audit entry scope_violation for each try, with peer, scope, reason and the id of a fact that came'
const INSIDE = 'replay inside the window: nonce_already_seen'
const INSIDE_NOTED = 'replay inside the window: one audit entry replay_attempt, with peer, scope and reason'
const UNCHANGED = 'the store is unchanged'
const NOT_PASSED_ON = 'nothing reaches a third node'

/** The nodes of the gate: `a` is attacked, `c` stands behind it. */
interface Scene {
  readonly stage: GateStage
  readonly a: NodeProcess
  readonly c: NodeProcess
  /** Connected as node B, which is federated with A for `public` alone. */
  readonly compromised: RawPeer
}

/** Gate 11.2: a peer that is federated for `public` pushes what it may not, and a token of it is replayed by somebody else. */
export const MALICIOUS_PEER: Gate = {
  number: '11.2',
  title: 'malicious peer',
  outcomes: [SOURCE, SOURCE_NOTED, SCOPE, SCOPE_NOTED, INSIDE, INSIDE_NOTED, ...LATER_OUTCOMES, UNCHANGED, NOT_PASSED_ON],
  async run (stage) {
    const a = await NodeProcess.start(stage.program, join(stage.folder, 'a'), [...FLAGS, '--name', 'node-a', '--share', 'public'])
    const c = await NodeProcess.start(stage.program, join(stage.folder, 'c'), [...FLAGS, '--name', 'node-c'])
    try {
      await federate(a, c)
      const compromised = await RawPeer.connect(a.addresses[0], { names: ['node-b'] })
      await play({ stage, a, c, compromised }).finally(async () => compromised.stop())
    } finally {
      await Promise.all([a, c].map(async node => node.end()))
      await stage.keep('logs', [a.logTail, c.logTail])
    }
  }
}

/** Brings A and C together, so that the name of C is known to be its own, and a fact to both. */
async function federate (a: NodeProcess, c: NodeProcess): Promise<void> {
  await c.client.addPeer(a.addresses[0])
  await waitFor('A knows C', async () => (await a.client.peers()).peers.some(({ peer_id: id, state }) => id === c.peerId && state === 'active'))
  await a.client.assert({ entity: 'test:kept', relation: 'test:value', value: { type: 'string', v: 'kept' } })
  await waitFor('C has the fact of A', async () => await factsOf(c) === 1)
}

async function play (scene: Scene): Promise<void> {
  const { stage, a, c, compromised } = scene
  // The grant makes sure that it is the declarations that keep the scope closed.
  await a.client.grant('company', { peer: compromised.peerId, rights: ['read', 'write'] })
  const company = scopeOfTicket((await a.client.scopeTicket('company')).ticket)
  const before = [await digestOf(a.client), await digestOf(c.client)]
  await stage.keep('digests-before', before)
  await replay(scene)
  await pushForeignSource(scene)
  await pushClosedScope(scene, company)
  const later = await (stage.isRealTime ? realLater(a) : virtualLater())
  await replayLater(stage, later).finally(async () => later.close())
  await stage.keep('digests-after', [await digestOf(a.client), await digestOf(c.client)])
  await stage.keep('audit', await Promise.all([a, c].map(async ({ client }) => auditOf(client))))
  await stage.expect(UNCHANGED, async () => { same(await digestOf(a.client), before[0]) })
  await stage.expect(NOT_PASSED_ON, async () => {
    // What A passes on, it passes on in order: behind this fact nothing else comes.
    await a.client.assert({ entity: 'test:last', relation: 'test:value', value: { type: 'string', v: 'last' } })
    await waitFor('C has the last fact of A', async () => (await c.client.facts({ entity: 'test:last' })).facts.length === 1)
    const refused = Object.entries(await verdictsOf(c.client)).filter(([code, count]) => !['accepted', 'known'].includes(code) && count > 0)
    same([await factsOf(c), refused], [2, []])
  })
}

async function replay ({ stage, a, compromised }: Scene): Promise<void> {
  const token = await compromised.token(PUBLIC_SCOPE)
  await stage.keep('used', await pull(compromised, token))
  const thief = await RawPeer.connect(a.addresses[0])
  if (await stage.expect(INSIDE, async () => expectRefused(thief, token, REPLAYED))) {
    await stage.expect(INSIDE_NOTED, async () => expectRows(a.client, { type: 'replay_attempt', peer: thief.peerId, rows: [[PUBLIC_SCOPE, REPLAYED]] }))
  }
  await thief.stop()
}

async function pushForeignSource ({ stage, a, compromised }: Scene): Promise<void> {
  const [pushed, published] = await forge(compromised, 2, { scope: PUBLIC_SCOPE, source: FOREIGN_SOURCE })
  const isRefused = await stage.expect(SOURCE, async () => {
    const answer = await compromised.run({ token: await compromised.token(PUBLIC_SCOPE), scope: PUBLIC_SCOPE, bundles: [pushed.bytes] })
    await stage.keep('foreign-source', answer)
    same(answer.declines.map(({ code }) => code), [FOREIGN_CODE])
    await compromised.publish(published)
    await waitFor('A has judged the message', async () => (await verdictsOf(a.client))[FOREIGN_CODE] === 2)
  })
  if (isRefused) {
    await stage.expect(SOURCE_NOTED, async () => {
      const rows = await expectRows(a.client, { type: 'rejected_fact', peer: compromised.peerId, rows: [[PUBLIC_SCOPE, FOREIGN_CODE], [PUBLIC_SCOPE, FOREIGN_CODE]] })
      same(rows.map(({ detail }) => detail.fact), [pushed.fact, published.fact])
    })
  }
}

async function pushClosedScope ({ stage, a, compromised }: Scene, company: string): Promise<void> {
  const [streamed, published, hidden] = await forge(compromised, 3, { scope: company })
  const expectReasons = async (...reasons: string[]): Promise<AuditRow[]> => {
    return expectRows(a.client, { type: 'scope_violation', peer: compromised.peerId, rows: reasons.map(reason => [company, reason]) })
  }
  const isRefused = await stage.expect(SCOPE, async () => {
    const open = await compromised.run({ token: await compromised.token(company), scope: company, bundles: [streamed.bytes] })
    await expectReasons(UNDECLARED)
    await compromised.publish(published)
    await expectReasons(UNDECLARED, UNDECLARED)
    const among = await compromised.run({ token: await compromised.token(PUBLIC_SCOPE), scope: PUBLIC_SCOPE, bundles: [hidden.bytes] })
    await stage.keep('closed-scope', [open, among])
    same([open.bye, open.parcels, among.bye, (await verdictsOf(a.client)).scope_violation], ['unknown', 0, 'malformed', 1])
  })
  if (isRefused) {
    await stage.expect(SCOPE_NOTED, async () => {
      const rows = await expectReasons(UNDECLARED, UNDECLARED, 'scope_violation')
      same(rows.map(({ detail }) => detail.fact), [undefined, published.fact, hidden.fact])
    })
  }
}

async function forge (peer: RawPeer, count: number, wish: BundleWish): Promise<ForgedBundle[]> {
  return Promise.all(Array.from({ length: count }, async () => peer.bundle(wish)))
}
