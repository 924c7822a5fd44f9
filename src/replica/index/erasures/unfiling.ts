import { readBody, statementKind } from '../../../model/body/index.ts'
import { concatBytes, equalBytes } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { conflictId } from '../../../policy/conflict/index.ts'
import { CLAIM_DIFFERING, hasOneClaimant, VERSION_AT } from '../claims/claim-row.ts'
import { claimantOf, versionStart, writeOrder } from '../claims/version.ts'
import { ORDER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { inBucket, rangeOf, scopePrefix, textKey, textsOf, uriInIndex } from '../keys.ts'
import { decodeNumbers, encodeNumbers, postingsOf } from '../postings.ts'
import { factKey } from '../statements/fact-key.ts'
import { countVote, decodeSums, encodeSums, newerVote, olderVote } from '../statements/vote-row.ts'
import { erasureEntries } from './erasure-row.ts'
import { Revision } from './revision.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** Facts that leave a bundle, at their places; null stands for those that stay. */
export interface Leaving {
  readonly bundle: Pick<Bundle, 'header' | 'hash'>
  readonly facts: ReadonlyArray<Fact | null>
  /** Number and id of the scope. */
  readonly scope: { readonly number: number, readonly id: Uint8Array }
}

/** One of them. */
interface LeavingFact extends Leaving {
  readonly fact: Fact
  readonly order: Uint8Array
}

/**
 * Takes the entries of facts back that leave their bundle: what their claimants said before counts again, and a vote, a
 * resolution or an erasure among them is as if it had not been made. Entries about these facts stay. What an entry tells
 * of all versions that ever were stays too, and only makes readers look where there is nothing any more.
 */
export async function unfile (store: IndexStore, leaving: Leaving, batch: SealedBatch): Promise<void> {
  const revision = new Revision(store)
  const { bundle: { header, hash }, facts, scope } = leaving
  const start = versionStart(header.hlc, hash)

  for (const [index, fact] of facts.entries()) {
    if (fact != null) {
      const order = new Uint8Array(ORDER_BYTES)
      writeOrder(order, 0, { start, index })
      await unfileFact(revision, { ...leaving, fact, order })
    }
  }

  await unfilePostings(revision, leaving)

  for (const [key] of erasureEntries(leaving.bundle, facts, scope.number)) {
    revision.remove(key)
  }

  await revision.settle(batch)
}

async function unfileFact (revision: Revision, leaving: LeavingFact): Promise<void> {
  const { fact, order, scope: { number } } = leaving

  if (fact.kind === KIND_ASSERTION) {
    await unfileClaim(revision, leaving)
    return
  }

  const kind = statementKind(fact.kind)

  if (kind === 'vote') {
    await unfileVote(revision, leaving)
  } else if (kind === 'resolution') {
    const body = readBody('resolution', fact)
    revision.remove(concatBytes([textKey('ruling', number, uriInIndex(fact.entity), body?.relation ?? ''), order]))
  } else if (kind != null) {
    revision.remove(concatBytes([scopePrefix('curation', number), Uint8Array.of(fact.kind), order]))
  }
}

async function unfileClaim (revision: Revision, { bundle, fact, order, scope }: LeavingFact): Promise<void> {
  const key = textKey('claim', scope.number, uriInIndex(fact.entity), fact.relation)
  const row = await revision.get(key)
  const { bytes: claimant } = claimantOf(bundle.header.author, uriInIndex(fact.source))

  if (row == null) {
    throw new IndexCorruptError('claim')
  }

  const isAlone = hasOneClaimant(row)
  const place = isAlone ? key : inBucket('claim', key, claimant)
  const head = isAlone ? row.subarray(0, VERSION_AT) : new Uint8Array(0)
  const version = (await revision.get(place))?.subarray(head.length)

  if (version == null || !equalBytes(version.subarray(0, ORDER_BYTES), order)) {
    revision.remove(inBucket('history', key, claimant, order))
    return
  }

  const history = inBucket('history', key, claimant)
  const before = await revision.first({ ...rangeOf(history), reverse: true })

  if (before != null) {
    revision.remove(before[0])
    revision.put(place, concatBytes([head, before[0].subarray(history.length), before[1]]))
  } else {
    revision.remove(place)
    await unfileGroup(revision, { key, row, scope })
  }
}

/** Takes the mark of several claimants away, and the contest, when the last of them is gone. */
async function unfileGroup (revision: Revision, { key, row, scope }: Pick<Leaving, 'scope'> & { key: Uint8Array, row: Uint8Array }): Promise<void> {
  if (!hasOneClaimant(row) && await revision.first({ gt: key, lt: rangeOf(key).lt }) == null) {
    revision.remove(key)

    if (row[0] === CLAIM_DIFFERING) {
      const [entity, relation] = textsOf(key)
      revision.remove(concatBytes([scopePrefix('contest', scope.number), conflictId(scope.id, entity, relation)]))
    }
  }
}

async function unfileVote (revision: Revision, { bundle, fact, order, scope: { number } }: LeavingFact): Promise<void> {
  const body = readBody('vote', fact)

  if (body == null) {
    return
  }

  const ref = { bundle: body.fact.hash, index: body.fact.index }
  const key = concatBytes([factKey('vote', number, ref), claimantOf(bundle.header.author, uriInIndex(fact.source)).bytes])
  const current = await revision.get(key)

  if (current == null || !equalBytes(current.subarray(0, ORDER_BYTES), order)) {
    revision.remove(concatBytes([key, olderVote(order).suffix]))
    return
  }

  const tally = factKey('tally', number, ref)
  const sums = decodeSums(await revision.get(tally))
  const before = await revision.first({ gt: key, lt: rangeOf(key).lt })
  countVote(sums, current, -1)

  if (before == null) {
    revision.remove(key)
  } else {
    const vote = newerVote(before[0].subarray(key.length), before[1])
    revision.remove(before[0])
    revision.put(key, vote)
    countVote(sums, vote, 1)
  }

  if (await revision.first(rangeOf(factKey('vote', number, ref))) == null) {
    revision.remove(tally)
  } else {
    revision.put(tally, encodeSums(sums))
  }
}

async function unfilePostings (revision: Revision, { bundle, facts, scope: { number } }: Leaving): Promise<void> {
  const { count } = bundle.header
  const assertions = facts.map(fact => fact?.kind === KIND_ASSERTION ? { ...fact, source: uriInIndex(fact.source) } : null)

  for (const [key, numbers] of postingsOf(bundle, { assertions, scope: number })) {
    const row = await revision.get(key)
    const gone = new Set(numbers)
    const left = row == null ? [] : (decodeNumbers(row) ?? Array.from({ length: count }, (_, index) => index)).filter(index => !gone.has(index))

    if (left.length > 0) {
      revision.put(key, encodeNumbers(left))
    } else {
      revision.remove(key)
    }
  }
}
