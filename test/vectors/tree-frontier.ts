/**
 * The checkpoints of a set of keys, and what travels in their place. Key i of a set stands at the wall time
 * 1,767,225,600,000 + i * stepMs, has the counter i mod 5, and as id the BLAKE3 hash of i as a little-endian 32-bit
 * integer. The scope id is the bytes 0, 1, … 31.
 */
export interface FrontierVector {
  /** How many keys the set holds. */
  readonly keys: number
  readonly stepMs: number
  /** In hexadecimal, as all bytes below. */
  readonly nonce: string
  readonly rootProof: string
  /** From the newest to the oldest; a prefix has one digit for each nibble. */
  readonly checkpoints: ReadonlyArray<{ readonly prefix: string, readonly above: number, readonly below: string, readonly proof: string }>
}

/** Golden checkpoints and proofs. Vectors are added and never changed. */
export const FRONTIER_VECTORS: readonly FrontierVector[] = [
  {
    keys: 0,
    stepMs: 1,
    nonce: '0102030405060708',
    rootProof: 'dd120f4a8d1411254cd81dfa8ea190f3',
    checkpoints: []
  },
  {
    keys: 255,
    stepMs: 1,
    nonce: '0102030405060708',
    rootProof: '9ce56c148ac129513f238a297d383ccc',
    checkpoints: []
  },
  {
    keys: 256,
    stepMs: 17,
    nonce: '0102030405060708',
    rootProof: '0377af7e18289050d843157df663b69d',
    checkpoints: [
      {
        prefix: '019b76dab',
        above: 135,
        below: '0d9dadad1ab5b99c4a0bf2c612a0e20e7ce9b186d13c0e6d59ad01f89b985f2f',
        proof: 'f36e1c'
      }
    ]
  },
  {
    keys: 300,
    stepMs: 0,
    nonce: '0102030405060708',
    rootProof: 'eee15c48ed230f1930a453bb2639d73c',
    checkpoints: [
      {
        prefix: '019b76daa8000002d',
        above: 130,
        below: '4b216715ed1c14d2b053d11286a68a441969349f7abb69631106985bac362763',
        proof: '1f4d0c'
      }
    ]
  },
  {
    keys: 5000,
    stepMs: 17,
    nonce: '0102030405060708',
    rootProof: '802d2c0b0403a117cd227e92a9656132',
    checkpoints: [
      {
        prefix: '019b76dbeb',
        above: 136,
        below: '6c5512fafd1bde80f4e2266f1c77d60b2c9bf8ab707c0b14b24b62d4b272002d',
        proof: 'b869e3'
      },
      {
        prefix: '019b76dbe',
        above: 301,
        below: '91d1bdce3d8d2bf085dc6a1fc8dc4cb976bde6954a97719153c981bbab3a036a',
        proof: 'da7e6c'
      },
      {
        prefix: '019b76dbd',
        above: 542,
        below: '799b59330094bf9005f1d95bd329c813a7239aa98bc09879cf037c37972330c4',
        proof: 'e114a4'
      },
      {
        prefix: '019b76dbb',
        above: 1024,
        below: '8385c12d0f3263483f51639a34bc5ff6a1679b20ff0f2719b57469f5cdc93cb0',
        proof: '4bae37'
      },
      {
        prefix: '019b76db6',
        above: 2229,
        below: '2394b697f1d8a437ea22ad034d2e2b541c00762ace8f4bb2f83e10cd8eeee202',
        proof: '0e32ba'
      }
    ]
  }
]
