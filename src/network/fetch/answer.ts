import { FRAME_BYTES_TARGET } from '../wire/index.ts'
import { ANSWER_BYTES_MAX, READ_BUNDLES } from './constants.ts'
import { encodeFetchItems } from './message.ts'
import type { FetchRequest, FetchStore } from './interface.ts'
import type { FetchItem } from './message.ts'

/** Bytes that an item takes in a list beside its own. */
const ITEM_BYTES = 5

/** One frame of an answer. */
export interface AnswerFrame {
  readonly bytes: Uint8Array
  /** How many bundles it holds. */
  readonly bundles: number
}

/**
 * The frames of the answer to a request, made as they are taken: no more than one read of the store lies in memory. While the
 * asker may not have the bundles of the scope the store is not read, as for a scope that is not here.
 */
export async function * answerFrames (store: FetchStore, request: FetchRequest, mayPull: () => boolean): AsyncGenerator<AnswerFrame> {
  let items: FetchItem[] = []
  let bytes = 0

  for await (const item of itemsOf(store, request, mayPull)) {
    const size = ITEM_BYTES + (item?.length ?? 0)

    if (items.length > 0 && bytes + size > FRAME_BYTES_TARGET) {
      yield frameOf(items)
      items = []
      bytes = 0
    }

    items.push(item)
    bytes += size
  }

  yield frameOf(items)
}

function frameOf (items: readonly FetchItem[]): AnswerFrame {
  return { bytes: encodeFetchItems(items), bundles: items.filter(item => item !== null).length }
}

/** The items in the order of the request, until one answer has given enough. */
async function * itemsOf (store: FetchStore, { scope, hashes }: FetchRequest, mayPull: () => boolean): AsyncGenerator<FetchItem> {
  let bytes = 0

  for (let at = 0; at < hashes.length; at += READ_BUNDLES) {
    const some = hashes.slice(at, at + READ_BUNDLES)
    const bundles = mayPull() ? await store.bundlesByHash(some, scope) : some.map(() => undefined)

    for (const bundle of bundles) {
      const item = mayPull() ? bundle ?? null : null
      yield item
      bytes += item?.length ?? 0

      if (bytes >= ANSWER_BYTES_MAX) {
        return
      }
    }
  }
}
