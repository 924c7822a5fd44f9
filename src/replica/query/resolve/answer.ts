import { factId } from '../../../model/bundle/index.ts'
import { CONFIDENCE_ONE, SOURCE_CLASSES } from '../../../model/fact/index.ts'
import { formatHlc } from '../../../model/hlc/index.ts'
import { peerIdText } from '../../../model/identity/index.ts'
import { conflictText } from '../../../policy/conflict/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { LensNote, RankedCandidate, Resolution } from '../../../policy/lens/index.ts'
import type { EffectiveResolution, GroupName, Judgement } from '../group-judge.ts'
import type { ResolutionNote, ResolveAnswer, ResolvedCandidate } from '../interface.ts'
import type { Side } from './interface.ts'

/** What an answer is put together from. */
export interface AnswerParts {
  /** The canonical name. */
  readonly name: GroupName
  /** Name of the scope. */
  readonly scope: string
  readonly cut: Hlc
  readonly resolution: Resolution
  /** Everything that was weighed. */
  readonly sides: readonly Side[]
  /** Ids of the facts that a resolution leaves; undefined when nothing is settled. */
  readonly settled: ReadonlySet<string> | undefined
  readonly conflict: ResolveAnswer['conflict']
  /** Most candidates, and most values, that are listed. */
  readonly limit: number
  readonly missing: readonly string[]
}

/** Puts an answer together; its fields always come in one order, so equal answers are equal bytes. */
export function answerOf (parts: AnswerParts): ResolveAnswer {
  const { name, resolution, limit, missing } = parts
  const sides = new Map(parts.sides.map(side => [side.row.id, side]))
  const chosen = settledChoice(parts)
  const winner = chosen ?? resolution.winner

  return {
    entity: name.entity,
    relation: name.relation,
    scope: parts.scope,
    lens: resolution.lens,
    cut: formatHlc(parts.cut),
    winner: winner == null ? null : listed(winner, sides)[0] ?? null,
    candidates: resolution.candidates.slice(0, limit).flatMap(candidate => listed(candidate, sides)),
    candidatesCount: resolution.candidatesCount,
    truncated: resolution.candidates.length > limit,
    resolutionConfidence: chosen == null ? resolution.confidence : 1,
    conflictScore: resolution.conflictScore,
    values: resolution.values.slice(0, limit),
    ...resolution.status == null ? {} : { status: resolution.status },
    ...resolution.tiers == null ? {} : { tiers: resolution.tiers },
    ...resolution.crossTierConflict == null ? {} : { crossTierConflict: resolution.crossTierConflict },
    ...resolution.constraints == null ? {} : { constraints: resolution.constraints },
    conflict: parts.conflict,
    explanation: [...chosen == null ? [] : [settledNote(parts.conflict)], ...resolution.explanation],
    ...missing.length === 0 ? {} : { missing }
  }
}

/** The conflict that a judgement speaks of; null where nothing contradicts. */
export function conflictOf (judgement: Judgement): ResolveAnswer['conflict'] {
  const { isContested, isOpen, resolution } = judgement

  if (!isContested && resolution == null) {
    return null
  }

  return { id: conflictText(judgement.id), open: isOpen, ...resolution == null ? {} : { resolution: noteOf(resolution) } }
}

function noteOf ({ author, note, ref, winner }: EffectiveResolution): ResolutionNote {
  return {
    id: factId(ref.bundle, ref.index),
    resolver: peerIdText(author),
    winner: winner == null ? null : factId(winner.bundle, winner.index),
    ...note == null ? {} : { note }
  }
}

/** The best of the candidates that a resolution leaves. A lens that gives a picture and no answer keeps to that. */
function settledChoice ({ resolution, settled }: AnswerParts): RankedCandidate | undefined {
  const isPicture = resolution.status != null || resolution.constraints != null

  return isPicture || settled == null ? undefined : resolution.candidates.find(({ id }) => settled.has(id))
}

function settledNote (conflict: ResolveAnswer['conflict']): LensNote {
  const { id = '', resolver = '' } = conflict?.resolution ?? {}

  return { code: 'settled', level: 'info', params: { id, resolver }, text: 'A resolution settles the contradiction, so its winner answers.' }
}

function listed ({ id, share, value, weight, why }: RankedCandidate, sides: ReadonlyMap<string, Side>): ResolvedCandidate[] {
  const side = sides.get(id)

  if (side == null) {
    return [] // A lens of one's own named a fact that it was not handed.
  }

  const { row: { author, confidence, edition, hlc, source, sourceClass, votes }, stored: { fact } } = side

  return [{
    id,
    entity: fact.entity,
    value,
    source,
    author,
    confidence: confidence / CONFIDENCE_ONE,
    hlc: formatHlc(hlc),
    timestampMs: hlc.wallMs,
    ...sourceClass == null ? {} : { sourceClass: SOURCE_CLASSES[sourceClass] },
    ...edition == null ? {} : { edition },
    ...votes == null ? {} : { votes },
    weight,
    share,
    why
  }]
}
