/**
 * A set of keys and its root. Key i of a set stands at the wall time 1,767,225,600,000 + i * stepMs, has the counter
 * i mod 5, and as id the BLAKE3 hash of i as a little-endian 32-bit integer. The scope id is the bytes 0, 1, … 31.
 */
export interface TreeVector {
  /** How many keys the set holds. */
  readonly keys: number
  readonly stepMs: number
  /** The digest of the empty prefix, in hexadecimal. */
  readonly digest: string
  /** The root, in hexadecimal. */
  readonly root: string
}

/**
 * Golden roots under parameters 1. Vectors are added and never changed.
 */
export const TREE_VECTORS: readonly TreeVector[] = [
  {
    keys: 0,
    stepMs: 1,
    digest: '973c3cfd051771bcb2ddc716a28aec701d9b1ca45817cd7d915fc48715f2efe3',
    root: 'acd8f736e5f8240421d32c378b26aa0054b94b3fbb35e02330ba26cd62866947'
  },
  {
    keys: 1,
    stepMs: 1,
    digest: '2d8e4709d14de718436ce194334bf06a300676b244d2de128916618af86d6e36',
    root: 'db47d41466df1cfc5e66061768f5b58569563acdd707e5a7b1f134578d135e77'
  },
  {
    keys: 32,
    stepMs: 1,
    digest: 'a1a0ae7dc4b2793dcd403b88918b94c616d2c3553749cde21b45f17c18d74377',
    root: '80d3a22a4203cd8a795a96ba708c4a3c61c298a579ab7c3921bdf677530b8985'
  },
  {
    keys: 33,
    stepMs: 1,
    digest: '1c66dfacd7a3677acc70333c8997f9d6040f1265be99edae7988bc23d2f3f82b',
    root: '451da684c8372124a4d27da4699fdc498a3d281557151ad96d98e0cd19682092'
  },
  {
    keys: 33,
    stepMs: 0,
    digest: 'ca2554bd4c754324c4eba275b0e5fd7bd540f924abe47270d056af881b61acaa',
    root: 'a44cdec17bd63568af604114dcc784b3b22de9e65027919324b1f4c2a83bfc03'
  },
  {
    keys: 300,
    stepMs: 1000,
    digest: 'a1adff29209e4b498cc6cd7353de4751061587314fe282314be4ff59cc59a294',
    root: '401ae174d3c476bcc3f22d638e1f1dd9642139e950a8937588d5032176e5f3ba'
  },
  {
    keys: 5000,
    stepMs: 17,
    digest: 'bd26c294742059d0017f19bfbec78ec454b57cce1ca87fa982f2c9476de2525a',
    root: 'e0d067f0162eed0734c7df40d8cbbe6707a98565120fa389f99855dd4b4aa072'
  }
]

/** The rows that the first checkpoint of a set of keys (see TreeVector) stores. */
export interface StoredTreeVector {
  /** How many keys the set holds. */
  readonly keys: number
  readonly stepMs: number
  /** The number that is stored with it. */
  readonly watermark: number
  /** How many rows there are. */
  readonly rows: number
  /** The keys and values of the first rows, in order of their keys, in hexadecimal. */
  readonly first: ReadonlyArray<readonly [key: string, value: string]>
  /** BLAKE3 over all keys and values, in order of their keys, in hexadecimal. */
  readonly hash: string
}

/** Golden rows of stored trees. Vectors are added and never changed. */
export const STORED_TREE_VECTORS: readonly StoredTreeVector[] = [
  {
    keys: 0,
    stepMs: 1,
    watermark: 0,
    rows: 1,
    first: [
      [
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
        '010000000000010000000000000000000000000000000000010000000000000000000000000000000000000000000000000000000000000000000000000000221a59a12ee1d63b3164015e9be102c22ff2d66d7a9a4d75994697491168ae7e'
      ]
    ],
    hash: 'd2123ef0cd89a2b5814945edf4974f3740676391861419734bcab58e8ccc2ff1'
  },
  {
    keys: 2,
    stepMs: 1,
    watermark: 4096,
    rows: 2,
    first: [
      [
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
        '01000000000001000000001000000000000002000000000001000000000001c3c2d0506060915f850023a9cdec52f395bcb9e0614d36b42eec7d134b09ded97dafd127cae36d6ccaa503d4cca442b84c2c765308879cd831a75b33b40a2119'
      ],
      [
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000000000001c3c2d0506060915f850023a9cdec52f395bcb9e0614d36b42eec7d134b09ded9',
        '01ec2bd03bf86b935fa34d71ad7ebb049f1f10f87d343e521511d8f9e6625620cdc610e85212d0697cb161d4ba431ba603f273feee7dcb7927c9ff5d74ae6cbfa3019b76daa8000000019b76daa8010001'
      ]
    ],
    hash: '2dcd55995c35aa619631afa688375935825a78225425748d9350a3232d447e50'
  },
  {
    keys: 300,
    stepMs: 1000,
    watermark: 1234567890123,
    rows: 15,
    first: [
      [
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
        '01000000000001011f71fb04cb00000000012c000000000001000000000001c1bf10f90febd94fde26a44ae7a763fc0079bf66ea1a2739dbb72c45188d3de8e7fec605b1c4ead5e29b295a14131043b7dd23cbb0f5f92139164f516f9c57bf'
      ],
      [
        '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000000000001222741883084da86b8897f16b885f4fd1b86e1df98d24962d6d6ba8863031af8',
        '0200202c010000858315b23fce83811f4dbb78717902da94434656acdfd5ef0ce482f6522b201e000000000001ff2688ef5b75ca01147eae7fab05c26972e2220ba59b4a2a2df029c9a885a4c7'
      ]
    ],
    hash: '2da5d18d7fa86ed086d972649ed0d982ae71dee95a8d777f34ed4f030ed72088'
  }
]
