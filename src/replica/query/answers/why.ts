import { valueDigest } from '../../../model/body/index.ts'
import { bundleId, factId, parseFactId } from '../../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../../model/fact/index.ts'
import { advanceHlc, formatHlc } from '../../../model/hlc/index.ts'
import { BUNDLE_KEY_BYTES, claimantOf, textKey, uriInIndex } from '../../index/index.ts'
import { newestVersion } from '../effect/newest-version.ts'
import { isNewer } from '../judge/liveness.ts'
import { isSystemRelation } from '../judge/system-relation.ts'
import { conflictOf } from '../resolve/answer.ts'
import { VoteCounts } from '../resolve/vote-counts.ts'
import type { Clock } from '../../../platform/interface.ts'
import type { FactIndex, Version } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader, FactRef, StoredFact } from '../fact-reader.ts'
import type { Candidate, GroupJudge, GroupName, Judgement } from '../group-judge.ts'
import type { FactRecord, FactWhy } from '../interface.ts'

/** Rivals, and statements that were replaced, that one answer lists. */
const LISTED_MAX = 50

/** Replaced statements of one claimant that are walked to find those before a given one. */
const WALKED_MAX = 10_000

/** What explaining stands on. */
export interface WhyReaderComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeNumber'>
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
  readonly judge: GroupJudge
  /** Makes records; the query engine does. */
  readonly records: FactRecords
  readonly clock: Clock
}

/** Makes the records of facts. */
export interface FactRecords {
  get (id: string): Promise<FactRecord | undefined>
  recordsNow (facts: readonly StoredFact[]): Promise<FactRecord[]>
}

/** An assertion among everything that is said about its entity and relation. */
interface Place {
  readonly group: GroupName
  readonly key: Uint8Array
  readonly claimant: Uint8Array
  readonly version: Pick<Version, 'hlc' | 'bundle' | 'index'>
}

/** What others and its own claimant say beside a fact. */
type Context = Pick<FactWhy, 'conflict' | 'replacedBy' | 'replaces' | 'rivals'>

/** Explains facts: who signed, how it came, what replaced it, who says something else, and who voted. */
export class WhyReader {
  private readonly components: WhyReaderComponents
  private readonly votes: VoteCounts

  constructor (components: WhyReaderComponents) {
    this.components = components
    this.votes = new VoteCounts({ effect: components.effect, index: components.index.read })
  }

  /**
   * What there is to say about a fact, or undefined when this node knows no such fact.
   *
   * @throws {ContentMissingError} when it is known and its content cannot be read.
   */
  async why (id: string): Promise<FactWhy | undefined> {
    const { index, reader, records } = this.components
    const record = await records.get(id)
    const parts = parseFactId(id)
    const stored = record == null || parts == null ? undefined : await reader.read(parts.hash, parts.index)

    if (record == null || stored == null) {
      return undefined
    }

    const { fact, head: { arrival, header } } = stored
    const scope = index.scopeNumber(header.scope)
    const place = scope == null || fact.kind !== KIND_ASSERTION ? undefined : placeOf(stored, scope)

    return {
      record,
      proof: proofOf(stored),
      arrival: { via: arrival.via, peer: arrival.peer === '' ? null : arrival.peer, ms: arrival.receivedMs },
      ...place == null ? { replaces: [], rivals: [] } : await this.context(stored, place),
      votes: await this.votesOn(stored, scope),
      derivedFrom: await this.origins(fact.extras.from ?? [])
    }
  }

  private async context (stored: StoredFact, place: Place): Promise<Context> {
    const { clock, judge } = this.components
    const [judgement] = await judge.judge([place.group], { atMs: clock.nowMs() }, { settled: true })
    const conflict = conflictOf(judgement)
    const replacedBy = await this.replacement(place)

    return {
      ...replacedBy == null ? {} : { replacedBy },
      replaces: await this.replaced(place),
      rivals: await this.rivals(stored, place, judgement),
      ...conflict == null ? {} : { conflict }
    }
  }

  /** Id of what the claimant says now, when that is not this fact. */
  private async replacement ({ claimant, group: { scope }, key, version }: Place): Promise<string | undefined> {
    const { effect, index: { read } } = this.components
    const [claims] = await read.claims([key])
    const claim = claims.find(claim => equalBytes(claim.claimant, claimant))
    const current = claim == null ? undefined : await newestVersion(read, { scope, key, claim }, effect)

    return current == null || !isNewer(current, version) ? undefined : this.idOf(current)
  }

  /** Ids of what the claimant said before, newest first. */
  private async replaced ({ claimant, group: { scope }, key, version }: Place): Promise<string[]> {
    const effect = this.components.effect?.in(scope)
    const older: Version[] = []
    let walked = 0

    for await (const one of this.components.index.read.history(key, claimant)) {
      if (isNewer(version, one) && await effect?.has(one) !== false) {
        older.push(one)
      }

      if (older.length === LISTED_MAX || ++walked === WALKED_MAX) {
        break
      }
    }

    const ids: string[] = []
    await this.components.reader.prepare(older.map(({ bundle }) => bundle))

    for (const one of older) {
      const id = await this.idOf(one)
      ids.push(...id == null ? [] : [id])
    }

    return ids
  }

  /** The live facts that say something else, the most confident and newest first. */
  private async rivals ({ fact }: StoredFact, { claimant, group }: Place, { live }: Judgement): Promise<FactRecord[]> {
    const { judge, reader, records } = this.components

    if (isSystemRelation(group.relation) || judge.view(group.scope, {}).isMany(group.relation)) {
      return []
    }

    const value = valueDigest(fact.value)
    const rivals = live.filter(one => !equalBytes(one.claimant, claimant) && !equalBytes(one.version.value, value)).sort(strongestFirst)
    const stored = await reader.readEach(rivals.slice(0, LISTED_MAX).map(({ version }) => version))

    return records.recordsNow(stored.filter(one => one != null))
  }

  private async votesOn (stored: StoredFact, scope: number | undefined): Promise<FactWhy['votes']> {
    const voted = { bundle: stored.head.hash, index: stored.index, claimant: claimantIn(stored) }
    const [tally] = scope == null ? [] : await this.votes.of(scope, [voted])

    return { for: tally?.forWeight ?? 0, against: tally?.againstWeight ?? 0, forCount: tally?.forCount ?? 0, againstCount: tally?.againstCount ?? 0 }
  }

  private async origins (ids: readonly string[]): Promise<FactWhy['derivedFrom']> {
    return Promise.all(ids.map(async id => {
      const parts = parseFactId(id)

      return { id, here: parts != null && await this.components.reader.expects(parts.hash, parts.index) }
    }))
  }

  /** The id of a fact; undefined when the head of its bundle cannot be read. */
  private async idOf ({ bundle, index }: FactRef): Promise<string | undefined> {
    const head = await this.components.reader.head(bundle)

    return head == null ? undefined : factId(head.hash, index)
  }
}

function placeOf (stored: StoredFact, scope: number): Place {
  const { fact: { entity, relation }, head: { hash, header }, index } = stored
  const name = uriInIndex(entity)

  return {
    group: { scope, entity: name, relation },
    key: textKey('claim', scope, name, relation),
    claimant: claimantIn(stored),
    version: { hlc: advanceHlc(header.hlc, index), bundle: hash.subarray(0, BUNDLE_KEY_BYTES), index }
  }
}

function claimantIn ({ fact: { source }, head: { header } }: StoredFact): Uint8Array {
  return claimantOf(header.author, uriInIndex(source)).bytes
}

function proofOf ({ head: { author, header, id }, index }: StoredFact): FactWhy['proof'] {
  return {
    bundle: id,
    author,
    lane: toHex(header.lane),
    seq: header.seq,
    hlc: formatHlc(advanceHlc(header.hlc, index)),
    parents: header.parents.map(bundleId),
    facts: header.count
  }
}

function strongestFirst (a: Candidate, b: Candidate): number {
  return b.version.confidence - a.version.confidence || (isNewer(a.version, b.version) ? -1 : 1)
}
