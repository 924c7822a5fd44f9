import { KIND_ERASURE, readAct } from '../../../model/body/index.ts'
import { concatBytes } from '../../../model/bytes/index.ts'
import { readU16, readU48, writeU16, writeU48 } from '../../record/index.ts'
import { decodeOrder, versionStart, writeOrder } from '../claims/version.ts'
import { BUNDLE_KEY_BYTES, ORDER_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { scopePrefix } from '../keys.ts'
import type { Bundle } from '../../../model/bundle/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { BundlePlace } from '../../../policy/scope/index.ts'
import type { KVEntry } from '../../../storage/kv/interface.ts'

const AUTHOR_BYTES = 32
const TARGET_AT = 3
const AUTHOR_AT = TARGET_AT + BUNDLE_KEY_BYTES
const ORDER_AT = AUTHOR_AT + AUTHOR_BYTES

const SEQ_AT = 8
const REST_AT = 16
const INDEX_AT = 32
const ROW_BYTES = 34

/** In place of the number of a fact: all of them. */
const ALL_FACTS = 0xFFFF

/** One erasure, effective or not, as the index tells of it. */
export interface ErasureRow {
  /** Where the bundle of the erasure stands. */
  readonly place: BundlePlace
  /** Number of the erasure in its bundle. */
  readonly index: number
  /** Number of the fact that is to be forgotten; absent: all of the bundle. */
  readonly target?: number
}

/** What the keys of all erasures of a bundle start with, or of those by one author. */
export function erasurePrefix (scope: number, target: Uint8Array, author: Uint8Array = new Uint8Array(0)): Uint8Array {
  return concatBytes([scopePrefix('erasure', scope), target.subarray(0, BUNDLE_KEY_BYTES), author])
}

/** First 16 bytes of the hash of the bundle that an erasure names, by the key of its entry. */
export function targetIn (key: Uint8Array): Uint8Array {
  return key.slice(TARGET_AT, AUTHOR_AT)
}

/**
 * The entries of the erasures among the facts of a bundle; those that do not read well have none.
 *
 * ```
 *   key: | bucket 1 | scope 2 | target bundle 16 | author 32 | order 26 |
 *   value: | lane 8 | seq 8 | rest of the hash 16 | index 2 |
 * ```
 *
 * `index` is that of the target, 65,535 for all of its facts; the other fields tell where the erasure stands.
 */
export function erasureEntries ({ header, hash }: Pick<Bundle, 'header' | 'hash'>, decoded: ReadonlyArray<Fact | null>, scope: number): KVEntry[] {
  if (!decoded.some(fact => fact?.kind === KIND_ERASURE)) {
    return []
  }

  const start = versionStart(header.hlc, hash)

  return decoded.flatMap((fact, index) => {
    const body = fact == null ? undefined : readAct('erasure', fact)

    if (body == null) {
      return []
    }

    const order = new Uint8Array(ORDER_BYTES)
    writeOrder(order, 0, { start, index })
    const row = new Uint8Array(ROW_BYTES)
    row.set(header.lane)
    writeU16(row, SEQ_AT, Math.floor(header.seq / 2 ** 48))
    writeU48(row, SEQ_AT + 2, header.seq % 2 ** 48)
    row.set(hash.subarray(BUNDLE_KEY_BYTES), REST_AT)
    writeU16(row, INDEX_AT, body.index ?? ALL_FACTS)

    return [[concatBytes([erasurePrefix(scope, body.bundle, header.author), order]), row]]
  })
}

/** Reads one of the {@link erasureEntries}. */
export function decodeErasure ([key, row]: KVEntry): ErasureRow {
  if (row.length !== ROW_BYTES || key.length !== ORDER_AT + ORDER_BYTES) {
    throw new IndexCorruptError('erasure')
  }

  const { bundle, hlc, index } = decodeOrder(key.subarray(ORDER_AT))
  const target = readU16(row, INDEX_AT)

  return {
    place: {
      author: key.slice(AUTHOR_AT, ORDER_AT),
      hlc: { wallMs: hlc.wallMs, counter: hlc.counter - index },
      shard: 0,
      lane: row.slice(0, SEQ_AT),
      seq: readU16(row, SEQ_AT) * 2 ** 48 + readU48(row, SEQ_AT + 2),
      hash: concatBytes([bundle, row.subarray(REST_AT, INDEX_AT)])
    },
    index,
    ...target === ALL_FACTS ? {} : { target }
  }
}
