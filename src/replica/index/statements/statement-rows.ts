import { isTakenBack, readBody, statementKind } from '../../../model/body/index.ts'
import { concatBytes } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { claimantOf, decodeOrder, versionStart, writeOrder } from '../claims/version.ts'
import { ORDER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { scopePrefix, textKey, uriInIndex } from '../keys.ts'
import type { CurationRow, RulingRow } from '../interface.ts'
import type { VoteBatch } from './vote-batch.ts'
import type { StatementKind } from '../../../model/body/index.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

const AUTHOR_BYTES = 32
const IS_TAKEN_BACK = 1

/** Where the entries of statements go. */
export interface StatementTarget {
  readonly votes: VoteBatch
  readonly batch: SealedBatch
}

/** Adds the entries of a bundle's statements. A statement that does not read well gets none. */
export function addStatements ({ header, hash, decoded }: Bundle, scope: number, target: StatementTarget): void {
  let start: Uint8Array | undefined

  for (let index = 0; index < decoded.length; index++) {
    const fact = decoded[index]

    if (fact == null || fact.kind === KIND_ASSERTION) {
      continue
    }

    const kind = statementKind(fact.kind)

    if (kind != null) {
      const order = new Uint8Array(ORDER_BYTES)
      start ??= versionStart(header.hlc, hash)
      writeOrder(order, 0, { start, index })
      addStatement(kind, { fact, scope, author: header.author, order }, target)
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

function addStatement (kind: StatementKind, placed: PlacedStatement, target: StatementTarget): void {
  switch (kind) {
    case 'vote': addVote(placed, target.votes); break
    case 'resolution': addRuling(placed, target.batch); break
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
