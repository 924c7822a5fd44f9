/**
 * A segment of the journal, byte for byte.
 */
export interface SegmentVector {
  readonly name: string
  /** Global offset of its first byte. */
  readonly base: number
  /** The salt of its header. */
  readonly salt: number
  /** Payloads in hexadecimal, in order. */
  readonly payloads: readonly string[]
  /** The global offset of each record. */
  readonly offsets: readonly number[]
  /** The header, then the records, in hexadecimal. */
  readonly hex: string
}

/**
 * Golden segments of version 2. Vectors are added and never changed.
 */
export const SEGMENT_VECTORS: readonly SegmentVector[] = [
  {
    name: 'no record',
    base: 0,
    salt: 0x0bad_cafe,
    payloads: [],
    offsets: [],
    hex: '464d4a4f55524e4c02000000fecaad0b000000000000000000000000adcc3541'
  },
  {
    name: 'three records, one of them empty',
    base: 0,
    salt: 0x0bad_cafe,
    payloads: ['68656c6c6f', '', '000102ff'],
    offsets: [32, 77, 117],
    hex: '464d4a4f55524e4c02000000fecaad0b000000000000000000000000adcc3541' +
      '05000000867dec76ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f68656c6c6f' +
      '000000009e05e8a6af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262' +
      '040000007e098a6110f847936eb4f56573613478660da66b5871069884957535f8ed979cecb88ea4000102ff'
  },
  {
    name: 'a record beyond 4 GiB',
    base: 4_294_967_303,
    salt: 1,
    payloads: ['6265796f6e64203420476942'],
    offsets: [4_294_967_335],
    hex: '464d4a4f55524e4c020000000100000007000000010000000000000098' +
      '34fd170c000000e4f2ff50b37a1fc6156ec113b796b385c64b93c61a355012b5e5ee43e309115c54f86afb6265796f6e64203420476942'
  }
]
