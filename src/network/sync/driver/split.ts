import { FRAME_BYTES_TARGET } from '../../wire/index.ts'
import type { ListFrame, WalkEntry } from './interface.ts'

/** Bytes that one item of a list takes at most, beside the joined digests of an entry. */
const ITEM_BYTES = 100

/**
 * Splits a frame whose list is too long into frames of about 64 KiB; an empty list makes no frame.
 */
export function * splitFrame (frame: ListFrame): Generator<ListFrame> {
  switch (frame.type) {
    case 'walk':
      for (const entries of inParts(frame.entries, entryBytes)) { yield { ...frame, entries } }
      break
    case 'want':
      for (const wants of inParts(frame.wants)) { yield { ...frame, wants } }
      break
    case 'decline':
      for (const declines of inParts(frame.declines)) { yield { ...frame, declines } }
      break
    default:
      for (const hashes of inParts(frame.hashes)) { yield { ...frame, hashes } }
  }
}

function * inParts <T> (items: readonly T[], bytesOf: (item: T) => number = () => ITEM_BYTES): Generator<T[]> {
  let part: T[] = []
  let bytes = 0

  for (const item of items) {
    if (bytes + bytesOf(item) > FRAME_BYTES_TARGET) {
      yield part
      part = []
      bytes = 0
    }

    part.push(item)
    bytes += bytesOf(item)
  }

  if (part.length > 0) {
    yield part
  }
}

function entryBytes (entry: WalkEntry): number {
  const cuts = entry.kind === 'leaf' ? entry.ids : entry.digests

  return ITEM_BYTES + cuts.length * cuts[0].length
}
