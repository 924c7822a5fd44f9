import { factId, HASH_BYTES } from '../../../model/bundle/index.ts'
import { equalBytes } from '../../../model/bytes/index.ts'
import { formatHlc } from '../../../model/hlc/index.ts'
import { peerIdText } from '../../../model/identity/index.ts'
import { conflictText } from '../../../policy/conflict/index.ts'
import { FACTS_NAMED_MAX } from '../constants.ts'
import { contestedSince, firstOf, scoreOf } from './ranking.ts'
import type { Candidate, EffectiveResolution, FactReader, FactRef, Judgement } from '../../query/index.ts'
import type { ContradictionRecord } from '../interface.ts'
import type { NamedFact } from './ranking.ts'

/** What records are made with. */
export interface ConflictRecordsComponents {
  readonly reader: Pick<FactReader, 'head' | 'readEach'>
  /** Name of a scope by its number in the index. */
  scopeName (scope: number): string
}

/** Whether a group is a conflict: it is contested, or it was and somebody settled it. */
export function isConflict ({ ended, isContested, live, resolution }: Judgement): boolean {
  return isContested || (resolution != null && live.length + ended.length > 1)
}

/** Makes the records of conflicts from what the judge says about their groups. */
export class ConflictRecords {
  private readonly components: ConflictRecordsComponents

  constructor (components: ConflictRecordsComponents) {
    this.components = components
  }

  async recordOf (judgement: Judgement): Promise<ContradictionRecord> {
    const { ended, id, isOpen, live, name, resolution } = judgement
    const facts = await firstOf(this.components.reader, live, FACTS_NAMED_MAX)
    const [factA, factB] = await this.sides(facts, { live, ended })

    return {
      kind: 'contradiction',
      id: conflictText(id),
      entity: name.entity,
      relation: name.relation,
      scope: this.components.scopeName(name.scope),
      facts: facts.map(({ id }) => id),
      factsCount: live.length,
      factA,
      factB,
      status: isOpen ? 'unresolved' : 'resolved',
      ...resolution == null || isOpen ? {} : await this.settlement(resolution),
      detectedAt: formatHlc(contestedSince(live.length > 1 ? live : [...live, ...ended])),
      conflictScore: scoreOf(live)
    }
  }

  /**
   * The best fact, and the best one that says something else. A conflict that was settled may have lost its sides since;
   * then those that were taken back or have expired stand in for them.
   */
  private async sides (facts: readonly NamedFact[], { live, ended }: Pick<Judgement, 'live' | 'ended'>): Promise<[string, string]> {
    const first = facts.at(0) ?? await this.best(ended)
    const isOther = ({ version }: Candidate): boolean => first != null && !equalBytes(version.value, first.candidate.version.value)
    const isNext = (candidate: Candidate): boolean => candidate !== first?.candidate
    const second = facts.find(({ candidate }) => isOther(candidate)) ??
      await this.best(live.filter(isOther)) ?? await this.best(ended.filter(isOther)) ?? await this.best([...live, ...ended].filter(isNext))

    return [first?.id ?? '', second?.id ?? '']
  }

  private async best (candidates: readonly Candidate[]): Promise<NamedFact | undefined> {
    return candidates.length === 0 ? undefined : (await firstOf(this.components.reader, candidates, 1))[0]
  }

  private async settlement ({ author, note, ref, winner }: EffectiveResolution): Promise<Pick<ContradictionRecord, 'resolvedBy' | 'resolver' | 'winner' | 'note'>> {
    return {
      resolvedBy: await this.idOf(ref),
      resolver: peerIdText(author),
      winner: winner == null ? null : await this.idOf(winner),
      ...note == null ? {} : { note }
    }
  }

  /** The id of a fact that may be named by the beginning of its bundle's hash. */
  private async idOf ({ bundle, index }: FactRef): Promise<string | undefined> {
    const hash = bundle.length === HASH_BYTES ? bundle : (await this.components.reader.head(bundle))?.hash
    return hash == null ? undefined : factId(hash, index)
  }
}
