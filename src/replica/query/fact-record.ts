import { toHex } from '../../model/bytes/index.ts'
import { CONFIDENCE_ONE, KIND_ASSERTION, LIFECYCLES, SOURCE_CLASSES } from '../../model/fact/index.ts'
import { advanceHlc, formatHlc } from '../../model/hlc/index.ts'
import { statementOf } from './statement-fields.ts'
import type { StoredFact } from './fact-reader.ts'
import type { FactRecord } from './interface.ts'
import type { Fact } from '../../model/fact/index.ts'

/** What the rest of the set says about a fact. */
export interface FactStanding {
  readonly contradicted: boolean
  readonly current: boolean
  readonly visible: boolean
  readonly outlawed: boolean
  readonly causallyIncomplete: boolean
  readonly attested: boolean
}

/** A record's optional fields while they are filled in. */
type Details = { -readonly [Key in keyof FactRecord]?: FactRecord[Key] }

/** The record of a stored fact. */
export function recordOf (stored: StoredFact, scope: string, standing: FactStanding): FactRecord {
  const { fact, head, index } = stored

  const record: FactRecord = {
    id: `${head.id}.${index}`,
    kind: fact.kind,
    entity: fact.entity,
    relation: fact.relation,
    value: fact.value,
    source: fact.source,
    confidence: fact.confidence / CONFIDENCE_ONE,
    hlc: formatHlc(advanceHlc(head.header.hlc, index)),
    timestampMs: head.header.hlc.wallMs,
    scope,
    author: head.author,
    bundle: head.id,
    receivedFrom: head.arrival.peer === '' ? null : head.arrival.peer,
    receivedVia: head.arrival.via,
    receivedMs: head.arrival.receivedMs,
    contradicted: standing.contradicted,
    attested: standing.attested,
    current: standing.current,
    visible: standing.visible
  }

  const isPlain = Object.keys(fact.extras).length === 0 && !standing.causallyIncomplete && !standing.outlawed

  return isPlain ? record : { ...record, ...detailsOf(fact, standing) }
}

/** The fields that most facts do without. */
function detailsOf (fact: Fact, { causallyIncomplete, outlawed }: FactStanding): Details {
  const { extras } = fact
  const statement = fact.kind === KIND_ASSERTION ? undefined : statementOf(fact)
  const details: Details = statement == null ? {} : { statement }

  if (outlawed) { details.outlawed = true }
  if (causallyIncomplete) { details.causallyIncomplete = true }
  if (extras.until != null) { details.validUntilMs = extras.until }
  if (extras.life != null) { details.lifecycle = LIFECYCLES[extras.life] }
  if (extras.class != null) { details.sourceClass = SOURCE_CLASSES[extras.class] }
  if (extras.edition != null) { details.edition = extras.edition }
  if (extras.from != null) { details.derivedFrom = extras.from }
  if (extras.hash != null) { details.hash = toHex(extras.hash) }
  if (extras.rawEntity != null) { details.entityRaw = extras.rawEntity }
  if (extras.rawSource != null) { details.sourceRaw = extras.rawSource }

  return details
}
