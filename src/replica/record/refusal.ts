import { RECORD_TYPE_REFUSAL } from './constants.ts'
import { keyedCodec } from './keyed.ts'
import { isTimeMs, mapOf } from './local.ts'

/** A bundle that was declined at the door; the key of its record is the header hash in hexadecimal. */
export interface Refusal {
  /** Why, for example `source_not_owned`. */
  readonly code: string
  /** Peer id, base36 text, of the peer that offered it. */
  readonly peer?: string
  /** Before this time, in milliseconds since 1970, it is not asked for again. */
  readonly retryMs?: number
}

/** The records of refusals: map `{ code, peer?, retry? }`. */
export const refusalCodec = keyedCodec<Refusal>({
  type: RECORD_TYPE_REFUSAL,
  toMap: ({ code, peer, retryMs }) => ({ code, ...(peer == null ? {} : { peer }), ...(retryMs == null ? {} : { retry: retryMs }) }),
  fromCbor: value => {
    const { code, peer, retry } = mapOf(value) ?? {}

    return typeof code === 'string'
      ? { code, ...(typeof peer === 'string' ? { peer } : {}), ...(isTimeMs(retry) ? { retryMs: retry } : {}) }
      : undefined
  }
})
