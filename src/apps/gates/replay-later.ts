import { createTestMesh } from '../../testing/index.ts'
import { PUBLIC_SCOPE, RawPeer } from './attacker/index.ts'
import { PARTITION_MS, SECOND_MS } from './constants.ts'
import { clientOf } from './nodes/in-process.ts'
import { auditOf, digestOf, expectRefused, expectRows, pull } from './victim.ts'
import { pause, same } from './wait.ts'
import type { GateStage } from './interface.ts'
import type { NodeProcess } from './nodes/node-process.ts'
import type { ApiClient } from '../../api/index.ts'

/** How long the token lives, in milliseconds: it ends long before the window does. */
const LIFE_MS = 60 * SECOND_MS

/** How long after its first use it is used again, in milliseconds: the window of five minutes is over, as in the split brain. */
const LATER_MS = PARTITION_MS

const CODE = 'nonce_already_seen'
const REFUSED = `replay after the window: ${CODE}`
const NOTED = 'replay after the window: one audit entry replay_attempt, with peer, scope and reason'

/** What is expected of a replay after the window. */
export const LATER_OUTCOMES: readonly string[] = [REFUSED, NOTED]

/** A node whose time passes. */
export interface LaterNode {
  readonly client: ApiClient
  /** Its TCP address. */
  readonly address: string
  pass (ms: number): Promise<void>
  close (): Promise<void>
}

/** A node in this process whose clock is moved on. */
export async function virtualLater (): Promise<LaterNode> {
  const net = await createTestMesh({ size: 1, node: () => ({ libp2p: { transports: 'standard' }, listen: ['/ip4/127.0.0.1/tcp/0'], mdns: false }) })
  const client = clientOf(net.node(0))
  await client.assert({ entity: 'test:kept', relation: 'test:value', value: { type: 'string', v: 'kept' } })
  return {
    client,
    address: net.node(0).multiaddrs()[0],
    async pass (ms) { net.skew(0, ms) },
    close: async () => net.stop()
  }
}

/** A daemon; the time passes. */
export function realLater ({ client, addresses }: NodeProcess): LaterNode {
  return { client, address: addresses[0], pass: pause, close: async () => {} }
}

/** Lets a token be used by its issuer, the time pass, and somebody else come with it. */
export async function replayLater (stage: GateStage, { client, address, pass }: LaterNode): Promise<void> {
  const before = await digestOf(client)
  const issuer = await RawPeer.connect(address)
  const token = await issuer.token(PUBLIC_SCOPE, { lifeMs: LIFE_MS })
  await stage.keep('later-used', await pull(issuer, token))
  await issuer.stop()
  await pass(LATER_MS)
  const thief = await RawPeer.connect(address)
  const isRefused = await stage.expect(REFUSED, async () => {
    await expectRefused(thief, token, CODE)
    same(await digestOf(client), before)
  })
  if (isRefused) {
    await stage.expect(NOTED, async () => expectRows(client, { type: 'replay_attempt', peer: thief.peerId, rows: [[PUBLIC_SCOPE, CODE]] }))
  }
  await stage.keep('later', { before, after: await digestOf(client), audit: await auditOf(client) })
  await thief.stop()
}
