import { createDeriveKey, createHasher, createKeyed, hash, warmupSimd } from 'blake3-jit'
import { HashKeyLengthError } from './errors.ts'

/**
 * Hashes its parts as if they were joined, and returns 32 bytes.
 */
export type Hash = (...parts: Uint8Array[]) => Uint8Array

interface Hasher {
  reset (): this
  update (input: Uint8Array): this
  finalize (): Uint8Array
}

/**
 * From this length on the library hashes with WebAssembly, in bytes.
 */
const WASM_BYTES_MIN = 4_096

const plainHash = hashWith(createHasher())
let hasWasm: boolean | undefined

/**
 * The BLAKE3 hash of a byte string, 32 bytes.
 *
 * @see https://github.com/BLAKE3-team/BLAKE3-specs
 */
export function blake3 (bytes: Uint8Array): Uint8Array {
  // Where a content security policy forbids WebAssembly, the library would try it, and warn, at each call.
  return bytes.length < WASM_BYTES_MIN || (hasWasm ??= warmupSimd()) ? hash(bytes) : plainHash(bytes)
}

/** A hash of bytes that come in pieces. */
export interface HashStream {
  /** Takes the next piece. */
  update (bytes: Uint8Array): void
  /** The hash of all pieces as if they were joined, 32 bytes; nothing may follow. */
  digest (): Uint8Array
}

/** The BLAKE3 hash of what is too long to be held in memory: the same 32 bytes as {@link blake3} of the whole. */
export function blake3Stream (): HashStream {
  const hasher = createHasher()

  return {
    update: bytes => { hasher.update(bytes) },
    digest: () => hasher.finalize()
  }
}

/**
 * BLAKE3 in its key derivation mode: hashes made under different contexts never collide, so each use of the hash in
 * this project has a context of its own. The context is hashed once, here.
 */
export function deriveHash (context: string): Hash {
  return hashWith(createDeriveKey(context))
}

/**
 * BLAKE3 in its keyed mode, under a secret or salt of 32 bytes.
 *
 * @throws {HashKeyLengthError} when the key is longer or shorter
 */
export function keyedHash (key32: Uint8Array): Hash {
  if (key32.length !== 32) {
    throw new HashKeyLengthError(key32.length)
  }

  // The library reads the key as 32-bit words in place, which only an aligned copy allows.
  return hashWith(createKeyed(Uint8Array.from(key32)))
}

/**
 * Keeps one hasher for all calls. No call can meet another one half way: everything between reset and finalize is
 * synchronous, calls back into nobody, and a call that threw leaves only what the next reset clears.
 */
function hashWith (hasher: Hasher): Hash {
  return (...parts) => {
    hasher.reset()

    for (const part of parts) {
      hasher.update(part)
    }

    return hasher.finalize()
  }
}
