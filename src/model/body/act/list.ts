import { compareBytes } from '../../bytes/index.ts'
import { expectField } from '../form.ts'
import type { CborValue } from '../../bytes/index.ts'

/** Requires a list that is short enough, and each of whose items stands above the one before it. */
export function expectAscending<T> (field: string, list: readonly T[], rule: { readonly max: number, compare(a: T, b: T): number }): void {
  expectField(field, list.length <= rule.max, `are more than ${rule.max}.`)
  expectField(field, list.every((item, no) => no === 0 || rule.compare(list[no - 1], item) < 0), 'are not in ascending order, each once.')
}

/** A list out of a body. */
export function listOf (field: string, value: CborValue | undefined): CborValue[] {
  expectField(field, Array.isArray(value), 'are not a list.')
  return value
}

/** A list of a known length out of a list. */
export function tupleOf (field: string, value: CborValue, length: number): CborValue[] {
  expectField(field, Array.isArray(value) && value.length === length, `are not lists of ${length}.`)
  return value
}

/** The same items in ascending order, for what a caller wrote. */
export function sorted<T> (list: readonly T[], compare: (a: T, b: T) => number): T[] {
  return [...list].sort(compare)
}

/** Orders items by the key of their peer. */
export function comparePeers (a: { readonly peer: Uint8Array }, b: { readonly peer: Uint8Array }): number {
  return compareBytes(a.peer, b.peer)
}

/** Orders texts of ASCII by their characters, the same way on every node. */
export function compareTexts (a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
