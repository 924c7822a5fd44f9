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

/**
 * A compacted segment of the journal, byte for byte.
 */
export interface CompactedVector {
  readonly name: string
  /** Global offset of its first byte. */
  readonly base: number
  /** The salt of its header. */
  readonly salt: number
  /** Payloads before the compaction, in hexadecimal, in order. */
  readonly payloads: readonly string[]
  /** What is left: the global offset of each record, and its payload in hexadecimal. */
  readonly kept: ReadonlyArray<readonly [offset: number, payload: string]>
  /** Header, map, records, map, trailer, in hexadecimal. */
  readonly hex: string
}

/**
 * Golden compacted segments of version 2. Vectors are added and never changed.
 */
export const COMPACTED_VECTORS: readonly CompactedVector[] = [
  {
    name: 'three records of five, one of them shortened',
    base: 0,
    salt: 0x0bad_cafe,
    payloads: ['68656c6c6f', '', '000102ff', '776f726c64', '04050607'],
    kept: [[77, ''], [117, '000102ff'], [206, '0405']],
    hex: '464d4a4f55524e4c02000000fecaad0b0000000000000000010000001566709c' +
      '1c00000079fac5923a58931fc9ba2055dd9cc52d516a4678ead073f7e59a126ac1d83ee36c9395fafa000000200000002d000000a10000002d000000f800000002000000' +
      '000000009e05e8a6af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262' +
      '040000007e098a6110f847936eb4f56573613478660da66b5871069884957535f8ed979cecb88ea4000102ff' +
      '020000004d35fadf5f805527aa94f2a9a3a782cad8cc18b63cf6017e7bc65ca96aeada8392d4c5250405' +
      '1c00000079fac5923a58931fc9ba2055dd9cc52d516a4678ead073f7e59a126ac1d83ee36c9395fafa000000200000002d000000a10000002d000000f800000002000000' +
      '44000000' +
      '464d4a4f55524e4c02000000fecaad0b0000000000000000010000001566709c'
  },
  {
    name: 'no record left',
    base: 0,
    salt: 0x0bad_cafe,
    payloads: ['68656c6c6f', '', '000102ff'],
    kept: [],
    hex: '464d4a4f55524e4c02000000fecaad0b0000000000000000010000001566709c' +
      '0c000000729cae5ca31979d3f6c8e2e3977471633051bdc8abe22577adf1cd955b771b850de0910fa10000002000000081000000' +
      '0c000000729cae5ca31979d3f6c8e2e3977471633051bdc8abe22577adf1cd955b771b850de0910fa10000002000000081000000' +
      '34000000' +
      '464d4a4f55524e4c02000000fecaad0b0000000000000000010000001566709c'
  },
  {
    name: 'beyond 4 GiB',
    base: 4_294_967_303,
    salt: 1,
    payloads: ['6265796f6e64203420476942', 'ff'],
    kept: [[4_294_967_387, 'ff']],
    hex: '464d4a4f55524e4c0200000001000000070000000100000001000000209eb8ca' +
      '0c000000b686b4e6e02ee4f9bae5d450737a1d09b80754cea751be31e332585b5e75e4437388e8507d0000002000000034000000' +
      '01000000dad63ad199d44d377bc5936d8cb7f5df90713d84c7587739b4724d3d2f9af1ee0e4c8efdff' +
      '0c000000b686b4e6e02ee4f9bae5d450737a1d09b80754cea751be31e332585b5e75e4437388e8507d0000002000000034000000' +
      '34000000' +
      '464d4a4f55524e4c0200000001000000070000000100000001000000209eb8ca'
  }
]
