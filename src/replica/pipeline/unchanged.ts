import { encodeCanonical, equalBytes } from '../../model/bytes/index.ts'
import { claimantOf, textKey, uriInIndex, valueDigest } from '../index/index.ts'
import type { CborMap } from '../../model/bytes/index.ts'
import type { Fact, FactExtras } from '../../model/fact/index.ts'
import type { Claim, FactIndex } from '../index/index.ts'
import type { FactReader, StoredFact } from '../query/index.ts'

/** What the search for unchanged facts stands on. */
export interface UnchangedComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Our own key: only our own statements can be repeated by us. */
  readonly author: Uint8Array
}

/** Extras that say how a fact was written, not what it says. */
const SPELLING = new Set(['rawEntity', 'rawSource', 'att'])

/** For each fact the stored one that says the same and is the current word of its source, or undefined. */
export async function findUnchanged (components: UnchangedComponents, scope: Uint8Array, facts: readonly Fact[]): Promise<Array<StoredFact | undefined>> {
  const number = components.index.scopeNumber(scope)

  if (number == null || facts.length === 0) {
    return facts.map(() => undefined)
  }

  const keys = facts.map(({ entity, relation }) => textKey('claim', number, uriInIndex(entity), relation))
  const groups = await components.index.read.claims(keys)
  const found: Array<StoredFact | undefined> = []

  for (let i = 0; i < facts.length; i++) {
    found.push(await standingOf(components, facts[i], groups[i]))
  }

  return found
}

/** Whether two facts of one source about one entity and relation say the same. */
export function saysTheSame (a: Fact, b: Fact): boolean {
  return a.confidence === b.confidence &&
    a.value.type === b.value.type && a.value.v === b.value.v &&
    equalBytes(meaningOf(a.extras), meaningOf(b.extras))
}

async function standingOf ({ author, reader }: UnchangedComponents, fact: Fact, claims: readonly Claim[]): Promise<StoredFact | undefined> {
  const { bytes } = claimantOf(author, uriInIndex(fact.source))
  const claim = claims.find(({ claimant }) => equalBytes(claimant, bytes))

  // The index tells most changes apart without a look at the journal.
  if (claim == null || claim.version.confidence !== fact.confidence || !equalBytes(claim.version.value, valueDigest(fact.value))) {
    return undefined
  }

  const stored = await reader.read(claim.version.bundle, claim.version.index)
  return stored != null && saysTheSame(stored.fact, fact) ? stored : undefined
}

function meaningOf (extras: FactExtras): Uint8Array {
  const meaning: CborMap = {}

  for (const [key, value] of Object.entries(extras)) {
    if (value != null && !SPELLING.has(key)) {
      meaning[key] = value
    }
  }

  return encodeCanonical(meaning)
}
