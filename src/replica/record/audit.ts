import { RECORD_TYPE_AUDIT } from './constants.ts'
import { decodeLocal, encodeLocal, isBytes, isTimeMs, mapOf } from './local.ts'
import type { RecordCodec } from './local.ts'
import type { CborMap, CborValue } from '../../model/bytes/index.ts'

const HASH_BYTES = 32

/** What happened, as the audit log keeps it. Texts that do not apply are absent. */
export interface AuditEntry {
  /** Place in the log, from 1, no gaps. */
  readonly number: number
  /** BLAKE3-256 of the payload of the record before; 32 zero bytes at 1. */
  readonly previous: Uint8Array
  /** What happened; the types that are written are a closed list of the audit log. */
  readonly type: string
  /** Peer id, base36 text, of the peer that it is about. */
  readonly peer?: string
  /** Who did it, when that is not the peer. */
  readonly actor?: string
  /** The scope that it is about. */
  readonly scope?: string
  /** Why, as a code. */
  readonly reason?: string
  /** Whatever else is known. */
  readonly detail?: CborMap
}

/** The records of the audit log: body `[number, previous, type, peer, actor, scope, reason, detail]`, null where one is absent. */
export const auditCodec: RecordCodec<AuditEntry> = {
  type: RECORD_TYPE_AUDIT,

  encode: ({ timeMs, value }) => {
    const { number, previous, type, peer = null, actor = null, scope = null, reason = null, detail = null } = value

    return encodeLocal({ type: RECORD_TYPE_AUDIT, timeMs, body: [number, previous, type, peer, actor, scope, reason, detail] })
  },

  decode: payload => {
    const record = decodeLocal(payload, RECORD_TYPE_AUDIT)
    const [number, previous, type, ...rest] = Array.isArray(record?.body) ? record.body : []
    const optional = optionalsOf(rest)

    return record != null && isTimeMs(number) && isBytes(previous, HASH_BYTES) && typeof type === 'string' && optional != null
      ? { timeMs: record.timeMs, value: { number, previous, type, ...optional } }
      : undefined
  }
}

/** The fields that may be absent, from the items behind the type; undefined when they are of another form. */
function optionalsOf (items: readonly CborValue[]): Partial<AuditEntry> | undefined {
  const texts = ['peer', 'actor', 'scope', 'reason'].map((name, index) => [name, items[index]] as const)
  const detail = items[texts.length]

  if (items.length !== texts.length + 1 || !texts.every(([, text]) => text === null || typeof text === 'string')) {
    return
  }
  if (detail !== null && mapOf(detail) == null) {
    return
  }

  return { ...Object.fromEntries(texts.filter(([, text]) => text !== null)), ...(detail === null ? {} : { detail: mapOf(detail) }) }
}
