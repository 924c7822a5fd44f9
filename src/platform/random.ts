import type { Random } from './interface.ts'

/** WebCrypto fills at most this many bytes in one call. */
const CHUNK_BYTES = 65_536

/** The random source of the machine (WebCrypto, which Node and browsers share); fit for keys. */
export function systemRandom (): Random {
  const word = new Uint32Array(2)
  return {
    bytes (length) {
      const bytes = new Uint8Array(length)
      for (let start = 0; start < length; start += CHUNK_BYTES) {
        crypto.getRandomValues(bytes.subarray(start, start + CHUNK_BYTES))
      }
      return bytes
    },
    fraction () {
      crypto.getRandomValues(word)
      return fractionOf(word[0], word[1])
    }
  }
}

/**
 * A source that repeats itself for the same seed on every machine, and is not fit for keys: sfc32 (Chris Doty-Humphrey,
 * PractRand), its three words filled from the seed by the mixer of MurmurHash3 and stirred for fifteen rounds.
 */
export function seededRandom (seed: number): Random {
  const next = sfc32(seed)
  return {
    bytes (length) {
      const bytes = new Uint8Array(length)
      for (let i = 0, word = 0; i < length; i++, word >>>= 8) {
        word = i % 4 === 0 ? next() : word
        bytes[i] = word
      }
      return bytes
    },
    fraction: () => fractionOf(next(), next())
  }
}

/** 53 of 64 random bits as a number in [0, 1). */
function fractionOf (high: number, low: number): number {
  return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 0x20000000000000
}

function sfc32 (seed: number): () => number {
  let a = mix(seed)
  let b = mix(a ^ Math.trunc(seed / 0x100000000))
  let c = mix(b + 0x9e3779b9)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum | 0
    return sum >>> 0
  }
  for (let round = 0; round < 15; round++) {
    next()
  }
  return next
}

/** The finaliser of MurmurHash3: every bit of the input changes about half of the output. */
function mix (word: number): number {
  let h = word | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
