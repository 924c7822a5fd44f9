import { compareBytes, toHex } from '../bytes/index.ts'
import { openScopeBox } from './box.ts'
import { KEYS_OF_NUMBER_MAX, NUMBERS_TRIED_MAX, OLD_KEY_MS } from './constants.ts'
import { topicTag } from './topic.ts'
import type { BoxOrigin } from './box.ts'
import type { KeyAgreement, KeyRing, KnownKey, ScopeKey, ScopeKeyName } from './interface.ts'

/** A box for us, and where it comes from. */
export interface ScopeBox extends BoxOrigin {
  /** 72 bytes. */
  readonly box: Uint8Array
}

/**
 * What the keys of a scope come to. The highest number is sent with and accepted. The number before it is accepted too for
 * an hour after the higher one became known, because members learn of it one after another. Of several keys of one number
 * the one with the lowest topic is sent with, so that all who know them choose alike.
 *
 * @param keys - keys of one scope in effective facts, in any order
 * @param nowMs - wall time in milliseconds since 1970
 */
export function keyRing (keys: readonly KnownKey[], nowMs: number): KeyRing {
  const [newest, before] = numbersOf(keys).slice(0, 2).map(number => keysOfNumber(keys, number))

  if (newest === undefined) {
    return { sending: undefined, accepted: [], contested: false, untilMs: undefined }
  }

  const knownMs = Math.min(...newest.map(key => key.knownMs))
  // A clock that was wrong by more and was set back does not keep an old key for longer.
  const isFresh = before !== undefined && Math.abs(nowMs - knownMs) < OLD_KEY_MS

  return {
    sending: newest[0],
    accepted: isFresh ? [...newest, ...before] : newest,
    contested: newest.length > 1,
    untilMs: isFresh ? knownMs + OLD_KEY_MS : undefined
  }
}

/**
 * The keys that a member needs, out of all boxes for it in effective facts of a scope: those of the two highest numbers
 * whose boxes open. So who comes back after a thousand revocations opens a few boxes and is up to date. An admin that
 * fills boxes with something else costs the member 32 attempts at most.
 *
 * @param boxes - in ascending order of their facts; of one number the first few count
 */
export function openNewestBoxes (boxes: readonly ScopeBox[], receiver: KeyAgreement): ScopeKey[] {
  const opened: ScopeKey[][] = []

  for (const number of numbersOf(boxes).slice(0, NUMBERS_TRIED_MAX)) {
    const some = boxes.filter(box => box.number === number).slice(0, KEYS_OF_NUMBER_MAX)
    const keys = some.map(origin => openScopeBox(origin.box, receiver, origin)).filter(key => key !== undefined)

    if (keys.length > 0 && opened.push(keys) === 2) {
      break
    }
  }

  return opened.flat()
}

/** The numbers that occur, the highest first. */
function numbersOf (named: readonly ScopeKeyName[]): number[] {
  return [...new Set(named.map(({ number }) => number))].sort((a, b) => b - a)
}

/** Each key once, as it became known first, and the lowest topic first. */
function keysOfNumber (keys: readonly KnownKey[], number: number): KnownKey[] {
  const byTopic = new Map<string, { tag: Uint8Array, key: KnownKey }>()

  for (const key of keys.filter(key => key.number === number)) {
    const tag = topicTag(key)
    const name = toHex(tag)
    const known = byTopic.get(name)

    if (known === undefined || key.knownMs < known.key.knownMs) {
      byTopic.set(name, { tag, key })
    }
  }

  const sorted = [...byTopic.values()].sort((a, b) => compareBytes(a.tag, b.tag))

  return sorted.slice(0, KEYS_OF_NUMBER_MAX).map(({ key }) => key)
}
