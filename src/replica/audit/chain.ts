import { blake3, encodeCanonical } from '../../model/bytes/index.ts'
import { auditCodec } from '../record/index.ts'
import { DETAIL_BYTES_MAX, HASH_BYTES, TEXT_CHARACTERS_MAX } from './constants.ts'
import type { AuditEvent } from './interface.ts'
import type { CborMap } from '../../model/bytes/index.ts'

/** The newest entry of a chain. */
export interface ChainHead {
  /** Its number; 0 before the first one. */
  readonly number: number
  /** BLAKE3-256 of its payload. */
  readonly hash: Uint8Array
  readonly timeMs: number
}

/** An entry that was made and is to be written. */
export interface Link {
  readonly payload: Uint8Array
  /** The head of the chain once it is written. */
  readonly head: ChainHead
}

/** The head of an empty chain. */
export const EMPTY_CHAIN: ChainHead = { number: 0, hash: new Uint8Array(HASH_BYTES), timeMs: 0 }

/** Makes the entry of an event that follows a head. Its time is the given one, or that of the head if that is later. */
export function linkAfter (head: ChainHead, event: AuditEvent, nowMs: number): Link {
  const timeMs = Math.max(nowMs, head.timeMs)
  const number = head.number + 1
  const payload = auditCodec.encode({ timeMs, value: { number, previous: head.hash, ...writable(event) } })

  return { payload, head: { number, hash: blake3(payload), timeMs } }
}

/** The head that a payload is; undefined when it is no entry. */
export function headOf (payload: Uint8Array): ChainHead | undefined {
  const entry = auditCodec.decode(payload)

  return entry == null ? undefined : { number: entry.value.number, hash: blake3(payload), timeMs: entry.timeMs }
}

/** An event as it can be written whatever strangers put into it: nobody escapes the log with text that has no canonical form. */
export function writable (event: AuditEvent): AuditEvent {
  const { type, detail } = event
  const texts = (['peer', 'actor', 'scope', 'reason'] as const).flatMap(name => {
    const text = event[name]

    return text == null ? [] : [[name, writableText(text)]]
  })

  return { type, ...Object.fromEntries(texts), ...(detail == null ? {} : { detail: writableDetail(detail) }) }
}

/** Well formed, not too long, and without a byte order mark in front. */
function writableText (text: string): string {
  return text.slice(0, TEXT_CHARACTERS_MAX).toWellFormed().replace(/^\uFEFF+/, '')
}

function writableDetail (detail: CborMap): CborMap {
  try {
    encodeCanonical(detail, { bytesMax: DETAIL_BYTES_MAX, depthMax: 4, itemsMax: 256 })

    return detail
  } catch {
    return { unwritable: true }
  }
}
