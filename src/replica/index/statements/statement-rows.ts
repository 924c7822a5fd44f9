import { actKind, isTakenBack, readAct, readBody, scopeUri, statementKind } from '../../../model/body/index.ts'
import { concatBytes } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { claimantOf, decodeOrder, versionStart, writeOrder } from '../claims/version.ts'
import { ORDER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { scopePrefix, textKey, uriInIndex } from '../keys.ts'
import type { CurationRow, RulingRow, StatementRow } from '../interface.ts'
import type { VoteBatch } from './vote-batch.ts'
import type { ActKind, StatementKind } from '../../../model/body/index.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

const AUTHOR_BYTES = 32
const IS_TAKEN_BACK = 1
const NOTHING = new Uint8Array(0)

/** Acts that decide who may do what in a closed scope. */
const GOVERNING: ReadonlySet<ActKind | undefined> = new Set<ActKind>(['genesis', 'grant', 'revocation', 'scope-key'])

/** Where the entries of statements go. */
export interface StatementTarget {
  readonly votes: VoteBatch
  readonly batch: SealedBatch
}

/** Adds the entries of a bundle's statements and acts. One that does not read well gets none. */
export function addStatements ({ header, hash, decoded }: Bundle, scope: number, target: StatementTarget): void {
  let start: Uint8Array | undefined

  for (let index = 0; index < decoded.length; index++) {
    const fact = decoded[index]

    if (fact == null || fact.kind === KIND_ASSERTION) {
      continue
    }

    const kind = statementKind(fact.kind)
    const isAct = kind == null && isGoverning(fact, header.scope)

    if (kind != null || isAct) {
      const order = new Uint8Array(ORDER_BYTES)
      start ??= versionStart(header.hlc, hash)
      writeOrder(order, 0, { start, index })
      addStatement(kind ?? 'act', { fact, scope, author: header.author, order }, target)
    }
  }
}

/** One statement, and where it stands. */
interface PlacedStatement {
  readonly fact: Fact
  readonly scope: number
  readonly author: Uint8Array
  readonly order: Uint8Array
}

/** Whether a fact is an act that says something about the scope that it stands in. */
function isGoverning (fact: Fact, scope: Uint8Array): boolean {
  const kind = actKind(fact.kind)
  return kind != null && GOVERNING.has(kind) && fact.entity === scopeUri(scope) && readAct(kind, fact) != null
}

function addStatement (kind: StatementKind | 'act', placed: PlacedStatement, target: StatementTarget): void {
  switch (kind) {
    case 'vote': addVote(placed, target.votes); break
    case 'resolution': addRuling(placed, target.batch); break
    case 'act': target.batch.put(concatBytes([scopePrefix('act', placed.scope), placed.order]), NOTHING); break
    default: addCuration(kind, placed, target.batch)
  }
}

function addVote ({ fact, scope, author, order }: PlacedStatement, votes: VoteBatch): void {
  const body = readBody('vote', fact)

  if (body != null) {
    votes.add(body, { scope, order, claimant: claimantOf(author, uriInIndex(fact.source)), takenBack: isTakenBack(fact) })
  }
}

/**
 * ```
 *   key: | bucket 1 | scope 2 | entity | 00 | relation | 00 | order 26 |     value: | author 32 | flags 1 |
 * ```
 */
function addRuling ({ fact, scope, author, order }: PlacedStatement, batch: SealedBatch): void {
  const body = readBody('resolution', fact)

  if (body != null) {
    const key = concatBytes([textKey('ruling', scope, uriInIndex(fact.entity), body.relation), order])
    batch.put(key, concatBytes([author, Uint8Array.of(isTakenBack(fact) ? IS_TAKEN_BACK : 0)]))
  }
}

/**
 * ```
 *   key: | bucket 1 | scope 2 | kind 1 | order 26 |     value: | author 32 |
 * ```
 */
function addCuration (kind: StatementKind, { fact, scope, author, order }: PlacedStatement, batch: SealedBatch): void {
  if (readBody(kind, fact) != null) {
    batch.put(concatBytes([scopePrefix('curation', scope), Uint8Array.of(fact.kind), order]), author)
  }
}

/** Reads an entry of a resolution. */
export function decodeRuling (key: Uint8Array, value: Uint8Array): RulingRow {
  if (value.length !== AUTHOR_BYTES + 1) {
    throw new IndexCorruptError('ruling')
  }

  return {
    ...decodeOrder(key.subarray(-ORDER_BYTES)),
    author: value.subarray(0, AUTHOR_BYTES),
    takenBack: (value[AUTHOR_BYTES] & IS_TAKEN_BACK) !== 0
  }
}

/** Reads an entry of an alias, a rule or an edition. */
export function decodeCuration (key: Uint8Array, author: Uint8Array): CurationRow {
  const kind = statementKind(key[key.length - ORDER_BYTES - 1])

  if (kind == null || author.length !== AUTHOR_BYTES) {
    throw new IndexCorruptError('curation')
  }

  return { ...decodeOrder(key.subarray(-ORDER_BYTES)), kind, author }
}

/** Reads the key of an act, `bucket 1 | scope 2 | order 26`. */
export function decodeAct (key: Uint8Array): StatementRow {
  return decodeOrder(key.subarray(-ORDER_BYTES))
}
