import { concatBytes } from '../../../model/bytes/index.ts'
import { rangeOf, scopePrefix, textKey } from '../keys.ts'
import { factKey } from './fact-key.ts'
import { decodeAct, decodeCuration, decodeRuling } from './statement-rows.ts'
import { decodeSums, decodeVote, tallyOf } from './vote-row.ts'
import type { CurationRow, FactRef, RulingRow, StatementRow, VoteRow, VoteTally4 } from '../interface.ts'
import type { IndexStore } from '../store/interface.ts'

/** All votes on a fact, claimant by claimant, the newest of each first; those of claimants behind one. */
export async function * readVotes (store: IndexStore, scope: number, { fact, from }: { fact: FactRef, from?: Uint8Array }): AsyncGenerator<VoteRow> {
  const prefix = factKey('vote', scope, fact)
  const range = rangeOf(prefix)

  for await (const [key, row] of store.entries(from == null ? range : { ...range, gte: rangeOf(concatBytes([prefix, from])).lt })) {
    yield decodeVote(key, row)
  }
}

/** A claimant's current vote on a fact. */
export async function readCurrentVote (store: IndexStore, scope: number, { fact, claimant }: { fact: FactRef, claimant: Uint8Array }): Promise<VoteRow | undefined> {
  const key = concatBytes([factKey('vote', scope, fact), claimant])
  const row = await store.get(key)

  return row == null ? undefined : decodeVote(key, row)
}

/** What the votes on facts come to, in the order of the facts; undefined for a fact without votes. */
export async function readTallies (store: IndexStore, scope: number, facts: readonly FactRef[]): Promise<Array<VoteTally4 | undefined>> {
  const rows = await store.getMany(facts.map(fact => factKey('tally', scope, fact)))
  return rows.map(row => row == null ? undefined : tallyOf(decodeSums(row)))
}

/** What the votes on one fact come to, on the caller's thread: null for a fact without votes, undefined where that cannot be told at once. */
export function readTallyNow (store: Pick<IndexStore, 'getNow'>, scope: number, fact: FactRef): VoteTally4 | null | undefined {
  const row = store.getNow(factKey('tally', scope, fact))
  return row == null ? row : tallyOf(decodeSums(row))
}

/** The resolutions of what is said about an entity and a relation, newest first. */
export async function * readRulings (store: IndexStore, scope: number, { entity, relation }: { entity: string, relation: string }): AsyncGenerator<RulingRow> {
  for await (const [key, row] of store.entries({ ...rangeOf(textKey('ruling', scope, entity, relation)), reverse: true })) {
    yield decodeRuling(key, row)
  }
}

/** Aliases, relation rules and editions of a scope, kind by kind, the oldest of each first. */
export async function * readCurations (store: IndexStore, scope: number): AsyncGenerator<CurationRow> {
  for await (const [key, row] of store.entries(rangeOf(scopePrefix('curation', scope)))) {
    yield decodeCuration(key, row)
  }
}

/** The acts of a scope in the order in which they are judged. */
export async function * readActs (store: IndexStore, scope: number): AsyncGenerator<StatementRow> {
  for await (const [key] of store.entries(rangeOf(scopePrefix('act', scope)))) {
    yield decodeAct(key)
  }
}
