import { RECORD_TYPE_WANTED, RECORD_TYPE_WANTED_SETTLED } from './constants.ts'
import { decodeLocal, encodeLocal, isBytes } from './local.ts'
import type { RecordCodec } from './local.ts'

/** Bytes of a scope id. */
const SCOPE_BYTES = 32

/** Bytes of a key of a tree: time 8, hash 32. */
const TREE_KEY_BYTES = 40

/** A bundle of a scope by its place in the tree. */
export interface WantedBundle {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Hybrid logical clock (8 bytes, big-endian) and header hash (32 bytes). */
  readonly key: Uint8Array
}

/** The record of a bundle whose content is wanted: body `[scope, key]`. */
export const wantedCodec = codecOf(RECORD_TYPE_WANTED)

/** The record of a bundle whose content came, or is wanted no more: body `[scope, key]`. */
export const settledCodec = codecOf(RECORD_TYPE_WANTED_SETTLED)

/** Whether a scope and a key have the lengths that a record takes. */
export function isWantedBundle ({ scope, key }: WantedBundle): boolean {
  return scope.length === SCOPE_BYTES && key.length === TREE_KEY_BYTES
}

function codecOf (type: number): RecordCodec<WantedBundle> {
  return {
    type,
    encode: ({ timeMs, value: { scope, key } }) => encodeLocal({ type, timeMs, body: [scope, key] }),
    decode: payload => {
      const record = decodeLocal(payload, type)
      const [scope, key, ...rest] = Array.isArray(record?.body) ? record.body : []

      return record != null && rest.length === 0 && isBytes(scope, SCOPE_BYTES) && isBytes(key, TREE_KEY_BYTES)
        ? { timeMs: record.timeMs, value: { scope, key } }
        : undefined
    }
  }
}
