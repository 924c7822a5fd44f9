import { DecoderWrapper, EncoderWrapper, ready } from '@peerbit/riblt'
import { NotEqualError } from './pair.ts'
import type { Cost } from './cell.ts'
import type { KeySets } from './pair.ts'

/** A symbol on the wire: 8 bytes of id, 8 of hash, 8 of count. */
const SYMBOL_BYTES = 24

/** What names one bundle when it is asked for. */
const ID_BYTES = 8

/** Bytes of the first message beside its symbols, and of a request for more and the head of its answer, as Peerbit sends them. */
const OPENING_BYTES = 52
const REQUEST_BYTES = 44
const ANSWER_BYTES = 40

/** Symbols of the first message of Peerbit at least, and of each later one. */
const FIRST_SYMBOLS_MIN = 64
const BATCH_SYMBOLS = 10_000

/** Symbols after which it is given up. */
const SYMBOLS_MAX = 200_000

/** What the riblt of Peerbit needs: with a perfect stop, and in the batches of Peerbit's shared log. */
export async function riblt (sets: KeySets, differences: number): Promise<{ riblt: Cost, ribltInBatches: Cost }> {
  await ready
  const encoder = new EncoderWrapper()
  const decoder = new DecoderWrapper()
  let size = 0

  for (const key of sets.ours.keys()) {
    encoder.add_symbol(symbolOf(key))
    size++
  }

  for (const key of sets.theirs.keys()) {
    decoder.add_symbol(symbolOf(key))
  }

  const started = performance.now()
  const symbols = decode(encoder, decoder)
  const asked = decoder.get_remote_symbols().length
  const found = asked + decoder.get_local_symbols().length
  const ms = performance.now() - started

  encoder.free()
  decoder.free()

  if (found !== differences) {
    throw new NotEqualError('riblt', `${found} of ${differences} in ${symbols} symbols`)
  }

  const first = Math.max(FIRST_SYMBOLS_MIN, Math.round(Math.sqrt(size)))
  const batches = Math.max(0, Math.ceil((symbols - first) / BATCH_SYMBOLS))
  const flights = differences === 0 ? 2 : 3
  const batchBytes = REQUEST_BYTES + ANSWER_BYTES + BATCH_SYMBOLS * SYMBOL_BYTES

  return {
    riblt: { bytes: OPENING_BYTES + symbols * SYMBOL_BYTES + asked * ID_BYTES, flights, ms },
    ribltInBatches: { bytes: OPENING_BYTES + first * SYMBOL_BYTES + batches * batchBytes + asked * ID_BYTES, flights: flights + 2 * batches, ms }
  }
}

/** Feeds one symbol after another; answers how many it took. */
function decode (encoder: EncoderWrapper, decoder: DecoderWrapper): number {
  for (let symbols = 1; symbols <= SYMBOLS_MAX; symbols++) {
    decoder.add_coded_symbol(encoder.produce_next_coded_symbol())

    try {
      decoder.try_decode()
    } catch {
      // A symbol that cannot be read yet: the next ones settle it.
    }

    if (decoder.decoded()) {
      return symbols
    }
  }

  return SYMBOLS_MAX
}

/** The first 8 bytes of the id. */
function symbolOf (key: Uint8Array): bigint {
  return new DataView(key.buffer, key.byteOffset + 8).getBigUint64(0)
}
