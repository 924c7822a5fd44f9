import { CborHeads } from './cbor-head.ts'
import {
  MAJOR_BYTES, MAJOR_LIST, MAJOR_MAP, MAJOR_NEGATIVE, MAJOR_TEXT, MAJOR_UINT, SIMPLE_FALSE, SIMPLE_NULL
} from './constants.ts'
import { decodeUtf8 } from './utf8.ts'
import type { CborMap, CborValue } from './cbor-value.ts'

const SIMPLE_VALUES: readonly CborValue[] = [false, true, null]

/**
 * Up to this length byte strings are copied, so that a hash, key or signature that somebody keeps does not keep a whole
 * frame alive. Longer ones are views: V8 puts small arrays beside their object, and a copy above 64 bytes costs twenty
 * times a view.
 */
const COPIED_BYTES_MAX = 64

/**
 * Decodes bytes that `scanCanonical` let pass. That scan bounds the depth, so recursion here is bounded as well.
 */
export function decodeScanned (bytes: Uint8Array): CborValue {
  return readValue(new CborHeads(bytes))
}

function readValue (heads: CborHeads): CborValue {
  heads.read()

  switch (heads.major) {
    case MAJOR_UINT:
      return heads.argument
    case MAJOR_NEGATIVE:
      return -1 - heads.argument
    case MAJOR_BYTES:
      return readBytes(heads)
    case MAJOR_TEXT:
      return readText(heads)
    case MAJOR_LIST:
      return readList(heads)
    case MAJOR_MAP:
      return readMap(heads)
    default:
      return heads.info <= SIMPLE_NULL ? SIMPLE_VALUES[heads.info - SIMPLE_FALSE] : heads.double()
  }
}

function readBytes (heads: CborHeads): Uint8Array {
  const { bytes, position, argument: length } = heads
  heads.position += length

  return length > COPIED_BYTES_MAX ? bytes.subarray(position, position + length) : bytes.slice(position, position + length)
}

function readText (heads: CborHeads): string {
  const start = heads.position
  heads.position += heads.argument

  return decodeUtf8(heads.bytes, start, heads.position)
}

function readList (heads: CborHeads): CborValue[] {
  const length = heads.argument
  const list: CborValue[] = []

  for (let i = 0; i < length; i++) {
    list.push(readValue(heads))
  }

  return list
}

function readMap (heads: CborHeads): CborMap {
  const length = heads.argument
  const map: CborMap = Object.create(null)

  for (let i = 0; i < length; i++) {
    heads.read()
    const key = readText(heads)
    map[key] = readValue(heads)
  }

  return map
}
