import { valueDigest } from '../../model/body/index.ts'
import { encodeCanonical, equalBytes } from '../../model/bytes/index.ts'
import { claimantOf, textKey, uriInIndex } from '../index/index.ts'
import type { CborMap } from '../../model/bytes/index.ts'
import type { Fact, FactExtras } from '../../model/fact/index.ts'
import type { Claim, FactIndex } from '../index/index.ts'
import type { Effect, FactReader, StoredFact } from '../query/index.ts'

/** What the search for unchanged facts stands on. */
export interface UnchangedComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
  /** Our own key: only our own statements can be repeated by us. */
  readonly author: Uint8Array
}

/** Extras that say how a fact was written, not what it says. */
const SPELLING = new Set(['rawEntity', 'rawSource', 'att'])

/** A fact that stands in the journal. */
export interface KnownFact extends StoredFact {
  /** Whether nobody else speaks about its entity and relation. */
  readonly alone: boolean
}

/** For each fact the stored one that says the same, has effect and is the current word of its source, or undefined. */
export async function findUnchanged (components: UnchangedComponents, scope: Uint8Array, facts: readonly Fact[]): Promise<Array<KnownFact | undefined>> {
  const number = components.index.scopeNumber(scope)

  if (number == null || facts.length === 0) {
    return facts.map(() => undefined)
  }

  const keys = facts.map(({ entity, relation }) => textKey('claim', number, uriInIndex(entity), relation))
  const groups = await components.index.read.claims(keys)
  const candidates = facts.map((fact, i) => candidateFor(components.author, fact, groups[i]))
  const stored = await components.reader.readEach(candidates.flatMap(claim => claim?.version ?? []))
  const effect = components.effect?.in(number)
  let next = 0

  return candidates.map((claim, i) => {
    const found = claim == null ? undefined : stored[next++]
    return found != null && effect?.of(found) !== false && saysTheSame(found.fact, facts[i]) ? { ...found, alone: groups[i].length === 1 } : undefined
  })
}

/** Whether two facts of one source about one entity and relation say the same. */
export function saysTheSame (a: Fact, b: Fact): boolean {
  return a.confidence === b.confidence &&
    a.value.type === b.value.type && a.value.v === b.value.v &&
    meansTheSame(a.extras, b.extras)
}

function meansTheSame (a: FactExtras, b: FactExtras): boolean {
  const plain = Object.keys(a).length === 0 && Object.keys(b).length === 0
  return plain || equalBytes(meaningOf(a), meaningOf(b))
}

/** The current claim of our source, unless the index tells already that it says something else. */
function candidateFor (author: Uint8Array, fact: Fact, claims: readonly Claim[]): Claim | undefined {
  const { bytes } = claimantOf(author, uriInIndex(fact.source))
  const claim = claims.find(({ claimant }) => equalBytes(claimant, bytes))
  const isSame = claim?.version.confidence === fact.confidence && equalBytes(claim.version.value, valueDigest(fact.value))

  return isSame ? claim : undefined
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
