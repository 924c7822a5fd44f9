import { decodeLocal, encodeLocal } from './local.ts'
import type { RecordCodec } from './local.ts'
import type { CborMap, CborValue } from '../../model/bytes/index.ts'

/** Longest key of a keyed record, in characters. */
export const RECORD_KEY_CHARACTERS_MAX = 255

/** What a keyed record says: from now on this value stands under the key, or none. */
export interface Keyed<Value> {
  readonly key: string
  /** Undefined takes away what stood there. */
  readonly value: Value | undefined
}

/** How the values of one type of keyed records are spelled. */
export interface KeyedForm<Value> {
  /** First byte of the records. */
  readonly type: number
  /** The body's second item. */
  toMap (value: Value): CborMap
  /** Reads what `toMap` made; undefined for a form that this version does not know. Further keys of the map are passed over. */
  fromCbor (map: CborValue): Value | undefined
}

/** The codec of keyed records: body `[key, map]`, or `[key, null]` where a value is taken away. */
export function keyedCodec<Value> (form: KeyedForm<Value>): RecordCodec<Keyed<Value>> {
  const { type } = form

  return {
    type,
    encode: ({ timeMs, value: { key, value } }) => encodeLocal({ type, timeMs, body: [key, value == null ? null : form.toMap(value)] }),
    decode: payload => {
      const record = decodeLocal(payload, type)
      const [key, map, ...rest] = Array.isArray(record?.body) ? record.body : []

      if (record == null || !isRecordKey(key) || map === undefined || rest.length > 0) {
        return
      }
      const value = map === null ? undefined : form.fromCbor(map)

      return map === null || value != null ? { timeMs: record.timeMs, value: { key, value } } : undefined
    }
  }
}

/** Whether a value can be the key of a keyed record. */
export function isRecordKey (key: unknown): key is string {
  return typeof key === 'string' && key.length >= 1 && key.length <= RECORD_KEY_CHARACTERS_MAX
}
