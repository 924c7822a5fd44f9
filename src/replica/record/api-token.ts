import { RECORD_TYPE_API_TOKEN } from './constants.ts'
import { keyedCodec } from './keyed.ts'
import { isBytes, isTimeMs, mapOf } from './local.ts'
import type { CborValue } from '../../model/bytes/index.ts'

const HASH_BYTES = 32

/** What a token of the API may allow: reading, writing facts, steering the node. */
export const API_RIGHTS = ['read', 'assert', 'admin'] as const

/** How the token is called that stands in `api.json` while a daemon runs. No other one has that name. */
export const OWN_TOKEN_NAME = 'api.json'

/** One of the things that a token may allow. */
export type ApiRight = typeof API_RIGHTS[number]

/** Whether rights cover one. `admin` includes the others; `assert` does not include `read`. */
export function allows (rights: readonly ApiRight[], right: ApiRight): boolean {
  return rights.includes(right) || rights.includes('admin')
}

/** A token of the API as this node keeps it; the key of its record is the id of the token. The token itself is not kept. */
export interface ApiToken {
  /** BLAKE3-256 of the text of the token. */
  readonly hash: Uint8Array
  /** For people. */
  readonly name: string
  /** What it allows: `read`, `assert`, `admin`. */
  readonly rights: readonly string[]
  /** When it was made, in milliseconds since 1970. */
  readonly createdMs: number
  /** Until when it is good. */
  readonly untilMs?: number
  /** When it was revoked. A revoked token stays, because damage to the record of a removal would bring it back. */
  readonly revokedMs?: number
}

/** The records of API tokens: map `{ hash, name, rights, created, until?, revoked? }`. */
export const apiTokenCodec = keyedCodec<ApiToken>({
  type: RECORD_TYPE_API_TOKEN,
  toMap: ({ hash, name, rights, createdMs, untilMs, revokedMs }) => ({
    hash,
    name,
    rights: [...rights],
    created: createdMs,
    ...(untilMs == null ? {} : { until: untilMs }),
    ...(revokedMs == null ? {} : { revoked: revokedMs })
  }),
  fromCbor: value => {
    const { hash, name, rights, created, until, revoked } = mapOf(value) ?? {}

    if (!isBytes(hash, HASH_BYTES) || typeof name !== 'string' || !isTextList(rights) || !isTimeMs(created)) {
      return
    }
    if (![until, revoked].every(time => time === undefined || isTimeMs(time))) {
      return // A limit that cannot be read must not become no limit.
    }

    return {
      hash,
      name,
      rights,
      createdMs: created,
      ...(isTimeMs(until) ? { untilMs: until } : {}),
      ...(isTimeMs(revoked) ? { revokedMs: revoked } : {})
    }
  }
})

function isTextList (value: CborValue | undefined): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}
