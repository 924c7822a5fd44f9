import { concatBytes } from '../../model/bytes/index.ts'
import { normaliseUri } from '../../model/fact/index.ts'
import { writeU16, writeU48 } from '../record/index.ts'
import { BUCKETS, BUNDLE_KEY_BYTES, SCOPE_NUMBER_BYTES } from './constants.ts'
import type { KVRange } from '../../storage/kv/interface.ts'

const text = new TextEncoder()
const texts = new TextDecoder('utf-8', { ignoreBOM: true })
const PREFIX_BYTES = 1 + SCOPE_NUMBER_BYTES

/** Room for a key of the usual size, written over by each call. */
const scratch = new Uint8Array(1_024)

const ASCII = /^[\x20-\x7E]*$/

/** Names of buckets whose keys start with a scope number. */
export type ScopedBucket = 'time' | 'claim' | 'history' | 'relation' | 'source' | 'count' | 'contest' | 'vote' | 'tally' | 'ruling' | 'curation' | 'target' | 'equivocation' | 'act' | 'erasure'

/** What every key of one scope in one bucket starts with. */
export function scopePrefix (bucket: ScopedBucket, scope: number): Uint8Array {
  const key = new Uint8Array(PREFIX_BYTES)
  key[0] = BUCKETS[bucket]
  writeU16(key, 1, scope)
  return key
}

/**
 * A key of texts, each ended by a zero byte. No text of a fact holds one, so a key is never the beginning of another
 * one that is not meant.
 *
 * ```
 *   | bucket 1 | scope 2 | text | 00 | text | 00 | …
 * ```
 */
export function textKey (bucket: ScopedBucket, scope: number, ...texts: string[]): Uint8Array {
  const joined = `${texts.join('\0')}\0`
  // A UTF-16 unit takes at most three bytes of UTF-8; nearly all keys fit into the room that is there.
  const body = joined.length * 3 <= scratch.length ? scratch : new Uint8Array(joined.length * 3)
  const length = text.encodeInto(joined, body).written
  const key = new Uint8Array(PREFIX_BYTES + length)
  key[0] = BUCKETS[bucket]
  writeU16(key, 1, scope)

  for (let i = 0; i < length; i++) {
    key[PREFIX_BYTES + i] = body[i]
  }

  return key
}

/** The texts of a key that {@link textKey} made. */
export function textsOf (key: Uint8Array): string[] {
  return texts.decode(key.subarray(PREFIX_BYTES, -1)).split('\0')
}

/** A URI as keys spell it. One that this version cannot normalise stays as its author wrote it. */
export function uriInIndex (uri: string): string {
  if (ASCII.test(uri)) {
    return uri
  }

  try {
    return normaliseUri(uri)
  } catch {
    return uri
  }
}

/** The same key in another bucket: claims and their history share all that follows. */
export function inBucket (bucket: ScopedBucket, key: Uint8Array, ...suffix: Uint8Array[]): Uint8Array {
  const moved = concatBytes([key, ...suffix])
  moved[0] = BUCKETS[bucket]
  return moved
}

/** Key of a bundle's place, `bucket | hash 16`, or of its mark in another bucket. */
export function bundleKey (hash: Uint8Array, bucket: 'bundle' | 'shared' | 'gap' = 'bundle'): Uint8Array {
  const key = new Uint8Array(1 + BUNDLE_KEY_BYTES)
  key[0] = BUCKETS[bucket]
  key.set(hash.length === BUNDLE_KEY_BYTES ? hash : hash.subarray(0, BUNDLE_KEY_BYTES), 1)
  return key
}

/** What the keys of one chain start with, `bucket | author 32 | scope 2 | lane 8`; fewer parts for wider ranges. */
export function chainPrefix (author: Uint8Array, scope?: number, lane?: Uint8Array): Uint8Array {
  const prefix = new Uint8Array(1 + author.length + (scope == null ? 0 : SCOPE_NUMBER_BYTES) + (lane?.length ?? 0))
  prefix[0] = BUCKETS.chain
  prefix.set(author, 1)

  if (scope != null) {
    writeU16(prefix, 1 + author.length, scope)
  }

  if (lane != null) {
    prefix.set(lane, prefix.length - lane.length)
  }

  return prefix
}

/** Key of one place in a chain, `chain prefix | seq 8`. */
export function chainKey (prefix: Uint8Array, seq: number): Uint8Array {
  const key = new Uint8Array(prefix.length + 8)
  key.set(prefix)
  // A seq is at most 2^53 − 1; its upper bits share the first two bytes.
  writeU16(key, prefix.length, Math.floor(seq / 2 ** 48))
  writeU48(key, prefix.length + 2, seq % 2 ** 48)
  return key
}

/** All keys that start with a prefix. */
export function rangeOf (prefix: Uint8Array): KVRange {
  return { gte: prefix, lt: endOf(prefix) }
}

/** The first key behind all keys with a prefix. Prefixes start with a bucket number, so one byte is always below 255. */
function endOf (prefix: Uint8Array): Uint8Array {
  let length = prefix.length

  while (prefix[length - 1] === 0xFF) {
    length--
  }

  const end = prefix.slice(0, length)
  end[length - 1]++
  return end
}
