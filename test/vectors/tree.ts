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
