import { fromHex, MalformedTextError } from '../../model/bytes/index.ts'
import { createFact, encodeFact, InvalidFactError, LIFECYCLES, SOURCE_CLASSES } from '../../model/fact/index.ts'
import type { AppendRefused, FactDraft } from './interface.ts'
import type { PendingFact } from './scope-writer.ts'
import type { Fact, FactExtras } from '../../model/fact/index.ts'

/** What turns drafts into facts. */
export interface DraftRules {
  /** The source of drafts that name none. */
  readonly defaultSource: string
  /** Whether this node may write under the source. */
  owns (source: string): boolean
  /** Why this node may not write a fact of a kind now; absent where it may write all of them. */
  refusalOf? (kind: number): AppendRefused | undefined
}

/** Fields of a fact as a writer of drafts knows them. */
const DRAFT_FIELDS: Record<string, string> = {
  'extras.until': 'validUntilMs',
  'extras.life': 'lifecycle',
  'extras.class': 'sourceClass',
  'extras.edition': 'edition',
  'extras.from': 'derivedFrom',
  'extras.hash': 'hash'
}

/** Checks a draft and makes the fact of it, encoded as it will be signed, or says why not. */
export function factOf (draft: FactDraft, rules: DraftRules): PendingFact | AppendRefused {
  if (draft === null || typeof draft !== 'object') {
    return { result: 'reject', code: 'malformed', field: 'draft', detail: 'The draft is not an object. Send { entity, relation, value }.' }
  }

  try {
    const { entity, relation, value, source = rules.defaultSource, confidence } = draft
    const fact = createFact({ entity, relation, value, source, confidence, extras: extrasOf(draft) })

    return ownedFact(fact, rules)
  } catch (err) {
    return refusalOf(err)
  }
}

/** Encodes a checked fact of any kind as it will be signed, or says that its source is not ours, or that we may not write it. */
export function ownedFact (fact: Fact, rules: DraftRules): PendingFact | AppendRefused {
  const refusal = rules.refusalOf?.(fact.kind)

  if (refusal != null) {
    return refusal
  }

  return rules.owns(fact.source) ? { fact, bytes: encodeFact(fact) } : notOwned(fact.source, rules)
}

/** Whether {@link factOf} refused. */
export function isRefused (outcome: PendingFact | AppendRefused): outcome is AppendRefused {
  return 'result' in outcome
}

function extrasOf ({ validUntilMs, lifecycle, sourceClass, edition, derivedFrom, hash }: FactDraft): FactExtras | undefined {
  if (validUntilMs == null && lifecycle == null && sourceClass == null && edition == null && derivedFrom == null && hash == null) {
    return undefined
  }

  return {
    until: validUntilMs,
    life: placeIn(LIFECYCLES, 'lifecycle', lifecycle),
    class: placeIn(SOURCE_CLASSES, 'sourceClass', sourceClass),
    edition,
    from: copyOf(derivedFrom),
    hash: typeof hash === 'string' ? fromHex(hash) : hash
  }
}

/** A list of its own; what is no list is left to the check of the fact. */
function copyOf (ids: readonly string[] | undefined): string[] | undefined {
  return Array.isArray(ids) ? [...ids] : ids as undefined
}

function placeIn (names: readonly string[], field: string, name: string | undefined): number | undefined {
  const place = name == null ? undefined : names.indexOf(name)

  if (place === -1) {
    throw new InvalidFactError(field, `is not one of ${names.join(', ')}.`)
  }

  return place
}

function notOwned (source: string, { defaultSource }: DraftRules): AppendRefused {
  return {
    result: 'reject',
    code: 'source_not_owned',
    field: 'source',
    detail: `The source ${source} lies in no namespace of this node. Leave it out for ${defaultSource}, or start the node with the name that stands in it.`
  }
}

function refusalOf (err: unknown): AppendRefused {
  if (err instanceof InvalidFactError) {
    return { result: 'reject', code: err.code, field: DRAFT_FIELDS[err.field] ?? err.field, detail: err.detail }
  }

  if (err instanceof MalformedTextError) {
    return { result: 'reject', code: 'malformed', field: 'hash', detail: 'The hash is not hexadecimal text. Send 32 bytes as 64 digits.' }
  }

  throw err
}
