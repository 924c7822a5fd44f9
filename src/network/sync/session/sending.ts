import { pipe } from 'it-pipe'
import { FRAME_BYTES_TARGET } from '../../wire/index.ts'
import { FACTS_PER_FRAME_MAX, READ_BUNDLES_FIRST, READ_BUNDLES_MAX, READ_BYTES_TARGET } from '../constants.ts'
import type { RunLedger } from './ledger.ts'
import type { SyncStore } from '../interface.ts'

/** What moves the bundles of one run. */
export interface TransferComponents {
  store: SyncStore
  ledger: RunLedger
}

/**
 * Sends the bundles of the hashes in order, in frames of about 64 KiB. While one frame is being taken by the stream the
 * next is read, so at most two frames and one read are held.
 */
export async function sendBundles (hashes: Iterable<Uint8Array>, components: TransferComponents, send: (bundles: Uint8Array[]) => Promise<void>): Promise<void> {
  await pipe(
    hashes,
    source => readBundles(source, components),
    packBundles,
    readAhead,
    async (source: AsyncIterable<Uint8Array[]>) => {
      for await (const bundles of source) {
        await send(bundles)
        components.ledger.bundlesOut += bundles.length
      }
    }
  )
}

/** One array per read from the store. */
async function * readBundles (hashes: Iterable<Uint8Array>, { store, ledger }: TransferComponents): AsyncGenerator<Uint8Array[]> {
  let size = READ_BUNDLES_FIRST
  const queue = hashes[Symbol.iterator]()

  for (let batch = take(queue, size); batch.length > 0; batch = take(queue, size)) {
    const found = await store.bundlesByHash(batch)
    const bundles = found.filter(bundle => bundle !== undefined)
    batch.filter((_, i) => found[i] === undefined).forEach(hash => { ledger.missHere(hash) })
    size = nextSize(size, bundles.reduce((bytes, bundle) => bytes + bundle.length, 0))
    yield bundles
  }
}

/** The next read has the size that would have met the target, and at most four times as many bundles as this one. */
function nextSize (size: number, bytes: number): number {
  const fitting = Math.floor(READ_BYTES_TARGET * size / Math.max(bytes, 1))

  return Math.max(1, Math.min(fitting, size * 4, READ_BUNDLES_MAX))
}

function take <T> (source: Iterator<T>, max: number): T[] {
  const items: T[] = []

  while (items.length < max) {
    const { done, value } = source.next()

    if (done === true) {
      break
    }

    items.push(value)
  }

  return items
}

async function * packBundles (reads: AsyncIterable<Uint8Array[]>): AsyncGenerator<Uint8Array[]> {
  let frame: Uint8Array[] = []
  let bytes = 0

  for await (const bundles of reads) {
    for (const bundle of bundles) {
      if (frame.length > 0 && (bytes + bundle.length > FRAME_BYTES_TARGET || frame.length === FACTS_PER_FRAME_MAX)) {
        yield frame
        frame = []
        bytes = 0
      }

      frame.push(bundle)
      bytes += bundle.length
    }
  }

  if (frame.length > 0) {
    yield frame
  }
}

/** Asks for the next frame before the present one is sent. */
async function * readAhead (source: AsyncGenerator<Uint8Array[]>): AsyncGenerator<Uint8Array[]> {
  let next = source.next()

  try {
    for (;;) {
      const frame = await next

      if (frame.done === true) {
        return
      }

      next = source.next()
      // Whoever awaits it later hears of a failure; until then it is not an unhandled one.
      next.catch(() => {})
      yield frame.value
    }
  } finally {
    await source.return(undefined)
  }
}
