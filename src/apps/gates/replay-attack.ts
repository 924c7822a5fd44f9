import { join } from 'node:path'
import { platform } from '../../platform/index.ts'
import { PUBLIC_SCOPE, RawPeer, someNonce } from './attacker/index.ts'
import { SECOND_MS } from './constants.ts'
import { NodeProcess } from './nodes/node-process.ts'
import { auditOf, digestOf, expectRefused, expectRows, pull } from './victim.ts'
import { same } from './wait.ts'
import type { Gate, GateStage } from './interface.ts'
import type { ApiClient } from '../../api/index.ts'

const FLAGS = ['--sync-interval', '1', '--log-level', 'info']

/** T3 was made so long ago, and lived so long: it ended longer ago than clocks may differ. */
const PAST = { ageMs: 300 * SECOND_MS, lifeMs: 240 * SECOND_MS }

const REPLAYED = 'nonce_already_seen'
const EXPIRED = 'token_expired'

const USED = 'T opens a pull of its issuer'
const UNCHANGED = 'the store is unchanged, over the restart too'

/** When the tokens are tried: the second time the node was killed and started again in between. */
const PARTS = ['at once', 'after a restart'] as const

type Part = typeof PARTS[number]

function namesOf (part: Part): Record<'replayed' | 'reused' | 'expired' | 'noted', string> {
  return {
    replayed: `${part}: T over another connection is ${REPLAYED}`,
    reused: `${part}: T2 with the nonce of T and fresh times is ${REPLAYED}`,
    expired: `${part}: T3 that is past its end is ${EXPIRED}`,
    noted: `${part}: one audit entry for each, with peer, scope and reason`
  }
}

/** What stays the same over the restart. */
interface Play {
  readonly stage: GateStage
  /** Keys of the issuer of T and of somebody else. */
  readonly seeds: Readonly<Record<'issuer' | 'thief', Uint8Array>>
  /** The nonce of T, and T. */
  readonly nonce: string
  readonly token: string
}

/** Gate 11.4: a token is used again, its nonce in another token, and a token after its end; and all of that after a restart. */
export const REPLAY_ATTACK: Gate = {
  number: '11.4',
  title: 'replay attack',
  outcomes: [USED, ...PARTS.flatMap(part => Object.values(namesOf(part))), UNCHANGED],
  async run (stage) {
    const home = join(stage.folder, 'a')
    let node = await NodeProcess.start(stage.program, home, FLAGS)
    try {
      await node.client.assert({ entity: 'test:kept', relation: 'test:value', value: { type: 'string', v: 'kept' } })
      const digests = [await digestOf(node.client)]
      const play = await begin(stage, node)
      await attack(play, node, 'at once')
      digests.push(await digestOf(node.client))
      await node.end('SIGKILL')
      node = await NodeProcess.start(stage.program, home, FLAGS)
      await attack(play, node, 'after a restart')
      digests.push(await digestOf(node.client))
      await stage.keep('digests', digests)
      await stage.keep('audit', await auditOf(node.client))
      await stage.expect(UNCHANGED, () => { same(digests, digests.map(() => digests[0])) })
    } finally {
      await node.end()
      await stage.keep('log', node.logTail)
    }
  }
}

/** Lets the issuer use T. */
async function begin (stage: GateStage, { addresses }: NodeProcess): Promise<Play> {
  const { random } = platform()
  const seeds = { issuer: random.bytes(32), thief: random.bytes(32) }
  const issuer = await RawPeer.connect(addresses[0], { seed: seeds.issuer })
  const nonce = someNonce()
  const token = await issuer.token(PUBLIC_SCOPE, { nonce })
  await stage.expect(USED, async () => stage.keep('used', await pull(issuer, token)))
  await issuer.stop()
  return { stage, seeds, nonce, token }
}

async function attack ({ stage, seeds, nonce, token }: Play, { client, addresses }: NodeProcess, part: Part): Promise<void> {
  const names = namesOf(part)
  const issuer = await RawPeer.connect(addresses[0], { seed: seeds.issuer })
  const thief = await RawPeer.connect(addresses[0], { seed: seeds.thief })
  const areRefused = [
    await stage.expect(names.replayed, async () => expectRefused(thief, token, REPLAYED)),
    await stage.expect(names.reused, async () => expectRefused(issuer, await issuer.token(PUBLIC_SCOPE, { nonce }), REPLAYED)),
    await stage.expect(names.expired, async () => expectRefused(issuer, await issuer.token(PUBLIC_SCOPE, PAST), EXPIRED))
  ]
  if (areRefused.every(Boolean)) { await stage.expect(names.noted, async () => { await expectNoted(client, { issuer, thief, part }) }) }
  await Promise.all([issuer, thief].map(async peer => peer.stop()))
}

async function expectNoted (client: ApiClient, { issuer, thief, part }: { issuer: RawPeer, thief: RawPeer, part: Part }): Promise<void> {
  const rowsOf = (reason: string): Array<readonly [string, string]> => PARTS.slice(0, PARTS.indexOf(part) + 1).map(() => [PUBLIC_SCOPE, reason])
  await expectRows(client, { type: 'replay_attempt', peer: thief.peerId, rows: rowsOf(REPLAYED) })
  await expectRows(client, { type: 'replay_attempt', peer: issuer.peerId, rows: rowsOf(REPLAYED) })
  await expectRows(client, { type: 'rejected_token', peer: issuer.peerId, rows: rowsOf(EXPIRED) })
}
