/** The first 8 bytes of the derived key of the scope id 0, 1, … 31, in hexadecimal. */
export const SKETCH_SALT_VECTOR = '4d226f4e6204abec'

/**
 * The words of a key under the salt fac73e501b2c3d4e. Key i has as id the BLAKE3 hash of i as a little-endian 32-bit
 * integer.
 */
export interface SketchItemVector {
  /** The number of the key. */
  readonly number: number
  /** The first 40 bits of its id, as a number in hexadecimal. */
  readonly shortId: string
  readonly state: number
  readonly step: number
  /** 22 bits. */
  readonly check: number
  readonly dense: boolean
  /** 56 signs as a number in hexadecimal, the lowest bit for counter 0. */
  readonly signs: string
  /** The cells below 1,024 in which it is. */
  readonly way: readonly number[]
}

/** Golden words under parameters 1. Vectors are added and never changed. */
export const SKETCH_ITEM_VECTORS: readonly SketchItemVector[] = [
  {
    number: 0,
    shortId: 'ec2bd03bf8',
    state: 636052272,
    step: 2513044235,
    check: 3860123,
    dense: false,
    signs: 'd812017345b8c',
    way: [0, 4, 5, 6, 9, 10, 12, 14, 18, 94, 129]
  },
  {
    number: 1,
    shortId: 'c610e85212',
    state: 1133184981,
    step: 4092844201,
    check: 2544397,
    dense: false,
    signs: '22e004314535fc',
    way: [0, 1, 5, 8, 137, 214, 733]
  },
  {
    number: 4,
    shortId: '669c13550a',
    state: 1392382668,
    step: 734188283,
    check: 835802,
    dense: true,
    signs: 'e67fcff2dc0356',
    way: [0, 1, 2, 3, 4, 7, 8, 12, 13, 23, 25, 30, 33, 49, 56, 58, 83, 86, 125, 138, 153, 203, 210, 244, 253, 258, 283, 301, 431, 458, 499, 538, 592, 597, 666, 715, 771, 800, 820, 830, 851, 854, 861, 867, 901, 929]
  },
  {
    number: 15,
    shortId: '54b3c6d264',
    state: 1650518655,
    step: 605476019,
    check: 2289656,
    dense: true,
    signs: '62750d3690cb54',
    way: [0, 2, 3, 5, 6, 8, 9, 10, 11, 14, 15, 18, 20, 25, 28, 31, 34, 35, 37, 40, 42, 52, 59, 75, 80, 88, 91, 100, 108, 114, 119, 139, 146, 192, 221, 238, 241, 318, 524, 542, 618, 662, 754, 815, 869, 898, 981, 985]
  }
]

/** The sketch of the keys 0, 1, … under the same salt, in 1,024 cells. All bytes are in hexadecimal. */
export interface SketchVector {
  /** How many keys there are. */
  readonly keys: number
  /** The first four cells of 8 bytes. */
  readonly cells: string
  /** The first four cells of 7 bytes. */
  readonly narrowCells: string
  /** The first four cells of 6 bytes. */
  readonly narrowestCells: string
  /** 84 bytes. */
  readonly counters: string
  /** BLAKE3 of all cells of 8 bytes. */
  readonly cellsHash: string
  /** The first stored row. */
  readonly head: string
  /** BLAKE3 of all stored pages. */
  readonly pagesHash: string
}

/** Golden sketches under parameters 1. Vectors are added and never changed. */
export const SKETCH_VECTORS: readonly SketchVector[] = [
  {
    keys: 0,
    cells: '0000000000000000000000000000000000000000000000000000000000000000',
    narrowCells: '00000000000000000000000000000000000000000000000000000000',
    narrowestCells: '000000000000000000000000000000000000000000000000',
    counters: '000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    cellsHash: '128daa44a4f7badaed2244bb6fe009d5e7803177414e01d7d9df80c190e14906',
    head: '01fac73e501b2c3d4e00000400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',
    pagesHash: '128daa44a4f7badaed2244bb6fe009d5e7803177414e01d7d9df80c190e14906'
  },
  {
    keys: 1,
    cells: 'ec2bd03bf8eb9a6d000000000000000000000000000000000000000000000000',
    narrowCells: 'ec2bd03bf89a6d000000000000000000000000000000000000000000',
    narrowestCells: 'ec2bd03bf86d000000000000000000000000000000000000',
    counters: 'ffffff001001fffffffff001001001fff001001fff001fffffffff001fff001001ffffff001001001fff001ffffffffffffffffffffffff001ffffff001ffffffffffffffffff001001fff001001ffffffffffff',
    cellsHash: '07288970920cc12fbd0a9f5a82bce8e3ba89e2b5e5ae25dd9e9f5decc3c2f7a7',
    head: '01fac73e501b2c3d4e00000400000000000001ffffff001001fffffffff001001001fff001001fff001fffffffff001fff001001ffffff001001001fff001ffffffffffffffffffffffff001ffffff001ffffffffffffffffff001001fff001001ffffffffffff',
    pagesHash: '07288970920cc12fbd0a9f5a82bce8e3ba89e2b5e5ae25dd9e9f5decc3c2f7a7'
  },
  {
    keys: 2,
    cells: '2a3b3869ea70d65ac610e852129b4c3500000000000000000000000000000000',
    narrowCells: '2a3b3869ead65ac610e852124c350000000000000000000000000000',
    narrowestCells: '2a3b3869ea5ac610e8521235000000000000000000000000',
    counters: 'ffeffe002002000000000002002000000000002000000ffe000ffe002ffe000000000ffe002000000ffe002000ffeffeffeffe000ffeffe000ffeffe000ffeffeffeffe000000002000000000000ffe000ffeffe',
    cellsHash: '731b7a6c0f524ee1ee56b0a404542c0cbcdaacb28146c2259dcd70b0aa53fbd2',
    head: '01fac73e501b2c3d4e00000400000000000002ffeffe002002000000000002002000000000002000000ffe000ffe002ffe000000000ffe002000000ffe002000ffeffeffeffe000ffeffe000ffeffe000ffeffeffeffe000000002000000000000ffe000ffeffe',
    pagesHash: '731b7a6c0f524ee1ee56b0a404542c0cbcdaacb28146c2259dcd70b0aa53fbd2'
  },
  {
    keys: 300,
    cells: 'b7f78aeaba1d3a085904feb53151440540a690b3faa322ca425a817453ec3c52',
    narrowCells: 'b7f78aeaba3a085904feb531440540a690b3fa22ca425a8174533c52',
    narrowestCells: 'b7f78aeaba085904feb5310540a690b3faca425a81745352',
    counters: '01000801000600afe4ff601000affe00aff6ff6ffa01a00afccfea01601c00effaff4002fd400000801effc012ff2fe6012012006ff6ffa00a000ffefea002ffe00affcff800afe6ffaff4000012ffe00eff2fe0',
    cellsHash: '7bd0f662d686573088741088fe3623e751a78bdc6eb26f54b0f05354b64c2952',
    head: '01fac73e501b2c3d4e0000040000000000012c01000801000600afe4ff601000affe00aff6ff6ffa01a00afccfea01601c00effaff4002fd400000801effc012ff2fe6012012006ff6ffa00a000ffefea002ffe00affcff800afe6ffaff4000012ffe00eff2fe0',
    pagesHash: '7bd0f662d686573088741088fe3623e751a78bdc6eb26f54b0f05354b64c2952'
  },
  {
    keys: 4000,
    cells: 'c235435ca0feb15038d82225bf9346a69892f12c6ede540d0b8935592b3a91f5',
    narrowCells: 'c235435ca0b15038d82225bf46a69892f12c6e540d0b8935592b91f5',
    narrowestCells: 'c235435ca05038d82225bfa69892f12c6e0d0b8935592bf5',
    counters: 'ffcffc022020034ffaff8fdc000f64052002fecfc4fbcffef8c036ff8018ffefc601cfce0100ac03a026fb8fdaffcfccfc4fe4014012012026004feefd0fc400cfdc04c00e08a04002c018fe4fc4036046fdeffe',
    cellsHash: 'e23275d34de1cbce4ed41c4a745d14ec39b072390b3cadcb72ed16c54ed1441a',
    head: '01fac73e501b2c3d4e00000400000000000fa0ffcffc022020034ffaff8fdc000f64052002fecfc4fbcffef8c036ff8018ffefc601cfce0100ac03a026fb8fdaffcfccfc4fe4014012012026004feefd0fc400cfdc04c00e08a04002c018fe4fc4036046fdeffe',
    pagesHash: 'e23275d34de1cbce4ed41c4a745d14ec39b072390b3cadcb72ed16c54ed1441a'
  }
]

/**
 * Rows of the sketch of 4,996 keys that was stored with their tree: the end of each key in hexadecimal, and the value, or
 * its BLAKE3 hash where it is a page.
 */
export const STORED_SKETCH_VECTOR: ReadonlyArray<readonly [key: string, value: string]> = [
  [
    '73',
    '0130a1ea80968153cf00000800000000001384fc2042fe0ff4feefc2068fecfb4004ff000200805e058ff0f84f66ff6fbe034044' +
      'fe6034fcc03c044046008034008032fee02cf94008fb8ff6012028fca01efae03c04c020faafe0036fc404cfa2006094fee00e4f' +
      '5d39defdd76d0b0af817172145b238d0b77adc6d04d1ccedfc68d1cda08cec'
  ],
  ['730000', 'e46eb717a3ac7a7c9e160b7f48c27ee9fb0d82ba56a732b35417c7ab981534a8'],
  ['730001', 'd61d1e82367ec71dadf47102779aab3d156c386d70c35eaa12e86fad236e1a66'],
  ['730002', '61872c38f8fd3a1aec6ab3b9760ca8efc3c917815c3f572ac25b596a038daafc'],
  ['730003', '4e1ea97d8b3e55bc933542263167a29b74e5fe162130dc14de081ad74555b326']
]
