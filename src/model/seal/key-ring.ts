import { compareBytes, toHex } from '../bytes/index.ts'
import { KEYS_OF_NUMBER_MAX, OLD_KEY_MS } from './constants.ts'
import { topicTag } from './topic.ts'
import type { KeyRing, KnownKey, ScopeKeyName } from './interface.ts'

/**
 * What the keys of a scope come to. The highest number is sent with and accepted. The number before it is accepted too for
 * an hour after the higher one became known, because members learn of it one after another. Of several keys of one number
 * the one with the lowest topic is sent with, so that all who know them choose alike.
 *
 * @param keys - keys of one scope in effective facts, in any order
 * @param nowMs - wall time in milliseconds since 1970
 */
export function keyRing (keys: readonly KnownKey[], nowMs: number): KeyRing {
  const [newest, before] = highestNumbers(keys).map(number => keysOfNumber(keys, number))

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
 * The boxes that are worth opening, of all that effective facts hold for us: those of the two highest numbers. So who
 * comes back after a thousand revocations opens a few boxes and is up to date.
 *
 * @param boxes - in ascending order of their facts; of one number the first few count
 */
export function boxesToOpen<T extends Pick<ScopeKeyName, 'number'>> (boxes: readonly T[]): T[] {
  return highestNumbers(boxes).flatMap(number => boxes.filter(box => box.number === number).slice(0, KEYS_OF_NUMBER_MAX))
}

function highestNumbers (named: ReadonlyArray<Pick<ScopeKeyName, 'number'>>): number[] {
  return [...new Set(named.map(({ number }) => number))].sort((a, b) => b - a).slice(0, 2)
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
