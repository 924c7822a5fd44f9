import { PUBLIC_SCOPE } from './attacker/index.ts'
import { OutcomeError } from './errors.ts'
import { same, waitFor } from './wait.ts'
import type { RawPeer, RunAnswer } from './attacker/index.ts'
import type { ApiClient } from '../../api/index.ts'

/** What a node holds: it changes with every bundle that is taken in, and with nothing else. */
export interface StoreDigest {
  readonly scopes: ReadonlyArray<{ scope: string, id: string, facts: number, bundles: number, root: string | null }>
  /** Of the journal of bundles. */
  readonly journal: { start: number, end: number, bytes: number }
}

/** An entry of the audit log, as the API tells it. */
export type AuditRow = Awaited<ReturnType<ApiClient['audit']>>['entries'][number]

/** What is expected of all entries of one type about one peer, in the order in which they were written. */
export interface ExpectedRows {
  readonly type: string
  readonly peer: string
  readonly rows: ReadonlyArray<readonly [scope: string, reason: string]>
}

/** Reads what a node holds. */
export async function digestOf (client: ApiClient): Promise<StoreDigest> {
  const { scopes, journal: { start, end, bytes } } = await client.status()
  return { scopes: scopes.map(({ scope, id, facts, bundles, root }) => ({ scope, id, facts, bundles, root })), journal: { start, end, bytes } }
}

/** The newest 500 entries of the audit log of a node, the oldest of them last; of one peer if it is given. */
export async function auditOf (client: ApiClient, peer?: string): Promise<AuditRow[]> {
  return (await client.audit({ limit: 500, ...peer == null ? {} : { peer } })).entries
}

/**
 * Waits until as many entries were written as are expected, compares all that there are, and answers them.
 *
 * @throws {GateWaitError | OutcomeError}
 */
export async function expectRows (client: ApiClient, { type, peer, rows }: ExpectedRows): Promise<AuditRow[]> {
  const found = async (): Promise<AuditRow[]> => (await auditOf(client, peer)).filter(entry => entry.event_type === type).reverse()
  await waitFor(`${rows.length} entries ${type}`, async () => (await found()).length >= rows.length)
  const entries = await found()
  same(entries.map(({ scope, reason }) => [scope, reason]), rows)
  return entries
}

/** How many facts a node holds in the public scope. */
export async function factsOf ({ client }: { readonly client: ApiClient }): Promise<number> {
  return (await client.status()).scopes.find(({ scope }) => scope === 'public')?.facts ?? 0
}

/** What became of the bundles that a node was offered since it started: how many, by code. */
export async function verdictsOf (client: ApiClient): Promise<Readonly<Record<string, number>>> {
  return (await client.status()).counters.bundles
}

/**
 * Lets a peer pull the public scope with a token.
 *
 * @throws {OutcomeError} when it gets nothing
 */
export async function pull (peer: RawPeer, token: string): Promise<RunAnswer> {
  const answer = await peer.run({ token, scope: PUBLIC_SCOPE })
  if (answer.refused != null || answer.parcels === 0) { throw new OutcomeError(`the pull came to ${JSON.stringify(answer)}`) }
  return answer
}

/**
 * Expects that a token opens nothing, for a reason, and brings nothing.
 *
 * @throws {OutcomeError}
 */
export async function expectRefused (peer: RawPeer, token: string, code: string): Promise<void> {
  const { refused, parcels } = await peer.run({ token, scope: PUBLIC_SCOPE })
  same([refused, parcels], [code, 0])
}
