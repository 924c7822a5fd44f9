import { REF_HASH_BYTES, REF_INDEX_MAX } from './constants.ts'
import { expectField } from './form.ts'
import type { BodyRef } from './interface.ts'
import type { CborValue } from '../bytes/index.ts'

/** Requires the place of a fact. */
export function expectRef (field: string, { hash, index }: BodyRef): void {
  const holds = hash instanceof Uint8Array && hash.length === REF_HASH_BYTES && Number.isInteger(index) && index >= 0 && index <= REF_INDEX_MAX
  expectField(field, holds, 'is not the place of a fact: the hash of its bundle, 32 bytes, and its number.')
}

/** The list that stands for the place of a fact. */
export function refToList ({ hash, index }: BodyRef): CborValue[] {
  return [hash, index]
}

/** Reads what {@link refToList} makes; the form is to be checked afterwards. */
export function refFromList (field: string, list: CborValue | undefined): BodyRef {
  expectField(field, Array.isArray(list) && list.length === 2, 'is not a list of a hash and a number.')

  // The pair is foreign input until expectRef has looked at it, which every reader calls next.
  return { hash: list[0], index: list[1] } as BodyRef
}
