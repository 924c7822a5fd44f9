import { pipe } from 'it-pipe'
import { FRAME_BYTES_TARGET } from '../../wire/index.ts'
import { PARCELS_PER_FRAME_MAX, READ_BUNDLES_FIRST, READ_BUNDLES_MAX, READ_BYTES_TARGET } from '../constants.ts'
import type { RunLedger } from './ledger.ts'
import type { PackedParcel, Packing, SyncStore } from '../interface.ts'

/** What moves the bundles of one run. */
export interface TransferComponents {
  store: SyncStore
  packing: Packing
  ledger: RunLedger
  /** The scope of the run; bundles of others are neither sent nor taken. */
  scope: { readonly id: Uint8Array }
}

/**
 * Sends the bundles of the hashes in order, in frames of about 64 KiB. While one frame is being taken by the stream the
 * next is read, so at most two frames and one read are held.
 */
export async function sendBundles (hashes: Iterable<Uint8Array>, components: TransferComponents, send: (parcels: PackedParcel[]) => Promise<void>): Promise<void> {
  await pipe(
    hashes,
    source => readBundles(source, components),
    fillFrames,
    readAhead,
    async (source: AsyncIterable<PackedParcel[]>) => {
      for await (const parcels of source) {
        await send(parcels)
        components.ledger.bundlesOut += countIn(parcels)
      }
    }
  )
}

/** How many bundles there are in some parcels. */
export function countIn (parcels: readonly PackedParcel[]): number {
  return parcels.reduce((sum, { count }) => sum + count, 0)
}

/** One array per read from the store. */
async function * readBundles (hashes: Iterable<Uint8Array>, { store, packing, ledger, scope }: TransferComponents): AsyncGenerator<PackedParcel[]> {
  let size = READ_BUNDLES_FIRST
  const queue = hashes[Symbol.iterator]()

  for (let batch = take(queue, size); batch.length > 0; batch = take(queue, size)) {
    const found = await store.bundlesByHash(batch, scope.id)
    const bundles = found.filter(bundle => bundle !== undefined)
    batch.filter((_, i) => found[i] === undefined).forEach(hash => { ledger.missHere(hash) })
    size = nextSize(size, bundles.reduce((bytes, bundle) => bytes + bundle.length, 0))
    yield packing.pack(bundles)
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

async function * fillFrames (reads: AsyncIterable<PackedParcel[]>): AsyncGenerator<PackedParcel[]> {
  let frame: PackedParcel[] = []
  let bytes = 0

  for await (const parcels of reads) {
    for (const parcel of parcels) {
      if (frame.length > 0 && (bytes + parcel.bytes.length > FRAME_BYTES_TARGET || frame.length === PARCELS_PER_FRAME_MAX)) {
        yield frame
        frame = []
        bytes = 0
      }

      frame.push(parcel)
      bytes += parcel.bytes.length
    }
  }

  if (frame.length > 0) {
    yield frame
  }
}

/** Asks for the next frame before the present one is sent. */
async function * readAhead (source: AsyncGenerator<PackedParcel[]>): AsyncGenerator<PackedParcel[]> {
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
