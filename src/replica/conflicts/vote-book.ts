import { scopeUri } from '../../model/body/index.ts'
import { factId, parseFactId } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import { CONFIDENCE_ONE } from '../../model/fact/index.ts'
import { advanceHlc, formatHlc } from '../../model/hlc/index.ts'
import { claimantOf, uriInIndex } from '../index/index.ts'
import { DEFAULT_SCOPE, InvalidQueryError, VoteCounts } from '../query/index.ts'
import { scopeOf } from '../record/index.ts'
import { checkLimit, CLAIMANT_BYTES, decodePosition, encodePosition } from './conflict-query.ts'
import { VOTE_WEIGHT_MAX } from './constants.ts'
import { FactRefusedError } from './errors.ts'
import { StatementWriter } from './statement-writer.ts'
import type { VoteDraft, VotePage, VoteRecord, Votes } from './interface.ts'
import type { StatementWriterComponents } from './statement-writer.ts'
import type { FactIndex, VoteRow } from '../index/index.ts'
import type { Effect, FactReader, FactRecord, ScopeNames, StoredFact } from '../query/index.ts'

/** What the book of votes stands on. */
export interface VoteBookComponents extends StatementWriterComponents {
  readonly index: FactIndex
  readonly reader: Pick<FactReader, 'expects' | 'read' | 'readEach'>
  readonly scopes: ScopeNames
  /** Which votes have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
}

/** The fact that votes are about, and where they stand. */
interface Target {
  /** Its id. */
  readonly id: string
  readonly ref: { readonly bundle: Uint8Array, readonly index: number }
  /** Id of its scope; of a fact that is not here, of the scope that votes on it go to. */
  readonly scope: Uint8Array
  /** Absent when its content is not here. */
  readonly stored: StoredFact | undefined
}

/** The votes of a replica. */
export class VoteBook implements Votes {
  private readonly components: VoteBookComponents
  private readonly writer: StatementWriter
  private readonly counts: VoteCounts

  constructor (components: VoteBookComponents) {
    this.components = components
    this.writer = new StatementWriter(components)
    this.counts = new VoteCounts({ effect: components.effect, index: components.index.read })
  }

  async cast (draft: VoteDraft): Promise<VoteRecord> {
    const { stance = 'for', source, takeBack, weight = 1 } = draft
    const target = await this.targetOf(draft.fact)

    if (target == null) {
      throw new FactRefusedError('malformed', 'The fact is not the id of a fact, or its bundle has no such fact.', 'fact')
    }

    if (typeof weight !== 'number' || !(weight >= 0 && weight <= VOTE_WEIGHT_MAX)) {
      throw new FactRefusedError('malformed', `The weight is not a number from 0 to ${VOTE_WEIGHT_MAX}.`, 'weight')
    }

    const { ref: { bundle: hash, index }, scope, stored } = target
    const millionths = Math.round(weight * CONFIDENCE_ONE)
    const body = { fact: { hash, index }, weight: millionths, stance }
    const entity = stored?.fact.entity ?? scopeUri(scope)
    const record = await this.writer.state('vote', { body, entity, source, takeBack }, this.components.scopes.nameOf(scope))

    return { ...voteIn(record), fact: target.id, stance, weight: millionths / CONFIDENCE_ONE }
  }

  async of (fact: string, page: { readonly cursor?: string, readonly limit?: number } = {}): Promise<VotePage> {
    const target = await this.targetOf(fact)
    const limit = checkLimit(page.limit)
    const from = page.cursor == null ? undefined : decodePosition(page.cursor, CLAIMANT_BYTES).id

    if (target == null) {
      throw new InvalidQueryError('fact', 'is not the id of a fact, or its bundle has no such fact')
    }

    const scope = this.components.index.scopeNumber(target.scope)
    const own = target.stored == null ? undefined : claimantOf(target.stored.head.header.author, uriInIndex(target.stored.fact.source)).bytes
    const rows = scope == null ? [] : await this.rowsOf({ target, scope, own, from }, limit + 1)
    const shown = rows.slice(0, limit)
    const last = rows.length > limit ? shown.at(-1) : undefined

    return {
      votes: await this.recordsOf(shown, target),
      ...await this.sums(target, scope, own),
      cursor: last == null || scope == null ? null : encodePosition({ scope, id: last.claimant })
    }
  }

  /** The live votes of so many claimants, in the order of claimants, that of the fact's own claimant left out. */
  private async rowsOf ({ target, scope, own, from }: { target: Target, scope: number, own?: Uint8Array, from?: Uint8Array }, count: number): Promise<VoteRow[]> {
    const rows: VoteRow[] = []
    const effect = this.components.effect?.in(scope)
    let seen: Uint8Array | undefined

    for await (const row of this.components.index.read.votes(scope, target.ref, from)) {
      if (effect != null && !await effect.has(row)) {
        continue
      }

      const isNewest = seen == null || !equalBytes(row.claimant, seen)
      seen = row.claimant

      if (isNewest && !row.takenBack && (own == null || !equalBytes(row.claimant, own))) {
        rows.push(row)
      }

      if (rows.length === count) {
        break
      }
    }

    return rows
  }

  /** Sums of the live votes, less what the fact's own claimant says of it. */
  private async sums ({ ref }: Target, scope: number | undefined, own: Uint8Array | undefined): Promise<Pick<VotePage, 'count' | 'weight' | 'against'>> {
    const [tally] = scope == null ? [] : await this.counts.of(scope, [{ ...ref, claimant: own }])
    const { forCount = 0, forWeight = 0, againstCount = 0, againstWeight = 0 } = tally ?? {}

    return {
      count: forCount,
      weight: forWeight / CONFIDENCE_ONE,
      against: { count: againstCount, weight: againstWeight / CONFIDENCE_ONE }
    }
  }

  private async recordsOf (rows: readonly VoteRow[], { id, scope }: Target): Promise<VoteRecord[]> {
    const stored = await this.components.reader.readEach(rows)
    const name = this.components.scopes.nameOf(scope)

    return rows.flatMap(({ stance, weight }, i) => {
      const found = stored[i]
      return found == null ? [] : [{ ...storedVote(found), fact: id, stance, weight: weight / CONFIDENCE_ONE, scope: name }]
    })
  }

  /** The fact that an id names; undefined when it names none, or one that its bundle does not have. */
  private async targetOf (id: string): Promise<Target | undefined> {
    const parts = typeof id === 'string' ? parseFactId(id) : undefined

    if (parts == null) {
      return undefined
    }

    const { index, reader } = this.components
    const ref = { bundle: parts.hash, index: parts.index }
    const row = await index.read.bundle(parts.hash)

    if (row == null) {
      return { id, ref, scope: this.defaultScope(), stored: undefined }
    }

    const stored = await reader.read(parts.hash, parts.index)
    const isKnown = stored == null ? await reader.expects(parts.hash, parts.index) : equalBytes(stored.head.hash, parts.hash)

    return isKnown ? { id, ref, scope: index.scopeIds()[scopeOf(row)], stored } : undefined
  }

  /** Where votes on facts go that nobody here knows. */
  private defaultScope (): Uint8Array {
    const id = this.components.scopes.idOf(DEFAULT_SCOPE)

    if (id == null) {
      throw new InvalidQueryError('fact', `is not here, and there is no scope ${DEFAULT_SCOPE} for votes on facts to come`)
    }

    return id
  }
}

type VoteFrame = Pick<VoteRecord, 'id' | 'source' | 'author' | 'hlc' | 'timestampMs'>

function voteIn ({ id, source, author, hlc, timestampMs, scope }: FactRecord): VoteFrame & { readonly scope: string } {
  return { id, source, author, hlc, timestampMs, scope }
}

function storedVote ({ fact, head, index }: StoredFact): VoteFrame {
  const hlc = advanceHlc(head.header.hlc, index)
  return { id: factId(head.hash, index), source: fact.source, author: head.author, hlc: formatHlc(hlc), timestampMs: hlc.wallMs }
}
