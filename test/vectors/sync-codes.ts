import type { SaltedList, SyncRequest } from '../../src/network/sync/index.ts'

/** A set of numbers below a size, and its Rice code filled up with zeros. */
export interface NumberSetVector {
  readonly size: number
  readonly numbers: readonly number[]
  readonly hex: string
}

/** Golden sets of numbers. Vectors are added and never changed. */
export const NUMBER_SETS: readonly NumberSetVector[] = [
  { size: 1, numbers: [0], hex: '00' },
  { size: 8, numbers: [0, 1, 2, 3, 4, 5, 6, 7], hex: '00' },
  { size: 8, numbers: [0, 2, 3, 5, 7], hex: '4a' },
  { size: 16, numbers: [3, 5, 15], hex: '6720' },
  { size: 1000, numbers: [0, 1, 500, 999], hex: '0000ee5dc8' },
  { size: 16384, numbers: [16383], hex: '7ffe' },
  { size: 1099511627776, numbers: [0, 549755813888, 1099511627775], hex: '00000000017fffffffff7ffffffffc' },
  { size: 281474976710656, numbers: [1, 140737488367673], hex: '00000000000180000000181b80' }
]

/** A request, the number of values in the list that was sent before, and its bytes. */
export interface RequestVector {
  readonly title: string
  readonly request: SyncRequest
  readonly listed: number
  readonly hex: string
}

/** Golden requests. Vectors are added and never changed. */
export const REQUESTS: readonly RequestVector[] = [
  {
    title: 'one bundle of two',
    request: { kind: 'ids', bits: 14, ids: Float64Array.of(16311) },
    listed: 0,
    hex: '38fedc'
  },
  {
    title: 'three bundles of a million, one of them named twice',
    request: { kind: 'ids', bits: 33, ids: Float64Array.of(0, 610839793, 8551757104) },
    listed: 0,
    hex: '86800000001234567875950c83e0'
  },
  {
    title: 'whole short ids',
    request: { kind: 'ids', bits: 40, ids: Float64Array.of(1, 549755813888, 1099511627775) },
    listed: 0,
    hex: 'a28000000001bffffffffebffffffffe'
  },
  {
    title: 'places in a list',
    request: { kind: 'ranks', ranks: Float64Array.of(0, 7, 8, 99) },
    listed: 100,
    hex: '0300303ea0'
  },
  {
    title: 'a whole list',
    request: { kind: 'ranks', ranks: Float64Array.of(0, 1, 2, 3, 4) },
    listed: 5,
    hex: '0320'
  }
]

/** A salted list and its bytes. */
export interface ListVector {
  readonly title: string
  readonly list: SaltedList
  readonly hex: string
}

/** Golden lists. Vectors are added and never changed. */
export const LISTS: readonly ListVector[] = [
  {
    title: 'nothing',
    list: { place: 0, bits: 12, values: Float64Array.of() },
    hex: '0180'
  },
  {
    title: 'three values above the third checkpoint',
    list: { place: 3, bits: 16, values: Float64Array.of(0, 4096, 65535) },
    hex: '1a1800003fffaffe'
  },
  {
    title: 'values of all bits',
    list: { place: 24, bits: 48, values: Float64Array.of(5, 140737488355328, 281474976710655) },
    hex: 'c61800000000000b7ffffffffff57ffffffffffc'
  }
]

/** Checkpoints, the number of keys in the set, and their bytes; a prefix has one digit for each nibble. */
export interface CheckpointsVector {
  readonly title: string
  readonly count: number
  readonly checkpoints: ReadonlyArray<{ readonly prefix: string, readonly above: number, readonly proof: string }>
  readonly hex: string
}

/** Golden checkpoints. Vectors are added and never changed. */
export const CHECKPOINTS: readonly CheckpointsVector[] = [
  {
    title: 'the checkpoints of 0 keys',
    count: 0,
    checkpoints: [],
    hex: '00'
  },
  {
    title: 'the checkpoints of 300 keys',
    count: 300,
    checkpoints: [
      { prefix: '019b76daa8000002d', above: 130, proof: '1f4d0c' }
    ],
    hex: '0ff80336edb550000005a21f4d0c'
  },
  {
    title: 'the checkpoints of 5000 keys',
    count: 5000,
    checkpoints: [
      { prefix: '019b76dbeb', above: 136, proof: 'b869e3' },
      { prefix: '019b76dbe', above: 301, proof: 'da7e6c' },
      { prefix: '019b76dbd', above: 542, proof: 'e114a4' },
      { prefix: '019b76dbb', above: 1024, proof: '4bae37' },
      { prefix: '019b76db6', above: 2229, proof: '0e32ba' }
    ],
    hex: '2fa0336edb7d68b869e30b769f9b074f708a520d8025d71b8b2d438cae80'
  },
  {
    title: 'the longest prefixes',
    count: 1000000,
    checkpoints: [
      { prefix: '99999999999999999999999999999999999999999999999999999999999999999999999999999999', above: 159, proof: 'ffffff' },
      { prefix: '9999999999999999999999999999999999999999999999999999999999999999999999999999999', above: 256, proof: '000000' },
      { prefix: '1', above: 639, proof: '010203' }
    ],
    hex: '1ffffffffff666666666666666666666666666666666666666666666666666666666666666666666666666666667ffffffe000000007fffffffff11fe0204060'
  }
]

/**
 * Salted values of the hashes of the numbers 0 to 4 as little-endian 32-bit integers, under one nonce.
 */
export interface SaltedVector {
  readonly bits: number
  readonly values: readonly number[]
}

/** The nonce of the salted values, in hexadecimal. */
export const SALTED_NONCE = '0102030405060708'

/** Golden salted values. Vectors are added and never changed. */
export const SALTED_VALUES: readonly SaltedVector[] = [
  { bits: 12, values: [1333, 3784, 2194, 852, 308] },
  { bits: 26, values: [21841183, 62008329, 35946971, 13970401, 5054615] },
  { bits: 48, values: [91608564100833, 260081783042763, 150772528387349, 58596111576017, 21200594677617] }
]
