import type { StatementInit, StatementKind } from '../../src/model/body/index.ts'
import type { FactValue } from '../../src/model/fact/index.ts'

const HASH = Uint8Array.from({ length: 32 }, (_, i) => i)
const OTHER_HASH = Uint8Array.from({ length: 32 }, (_, i) => 255 - i)
const SOURCE = 'stigmem://node-a/agent/scribe'

/** The URI of the scope whose id is the bytes 0 to 31. */
export const SCOPE_URI = 'factmesh:scope/aaaqeayeaudaocajbifqydiob4ibceqtcqkrmfyydenbwha5dypq'

/**
 * What a caller states, and the bytes of the fact in hexadecimal digits.
 */
export type StatementVector = {
  [K in StatementKind]: { readonly name: string, readonly kind: K, readonly init: StatementInit<K>, readonly hex: string }
}[StatementKind]

/**
 * Golden statements of format 1. Vectors are added and never changed.
 */
export const STATEMENT_VECTORS: readonly StatementVector[] = [
  {
    name: 'a vote for',
    kind: 'vote',
    init: { body: { fact: { hash: HASH, index: 0 }, weight: 1_000_000, stance: 'for' }, entity: 'user:alice', source: SOURCE },
    hex: '87066a757365723a616c6963656d666163746d6573683a766f74658106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363' +
      '726962651a000f4240a164626f6479a36466616374825820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' +
      '00667374616e636563666f72667765696768741a000f4240'
  },
  {
    name: 'the heaviest vote against',
    kind: 'vote',
    init: { body: { fact: { hash: HASH, index: 511 }, weight: 1_000_000_000, stance: 'against' }, entity: 'user:alice', source: SOURCE },
    hex: '87066a757365723a616c6963656d666163746d6573683a766f74658106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363' +
      '726962651a000f4240a164626f6479a36466616374825820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f' +
      '1901ff667374616e636567616761696e7374667765696768741a3b9aca00'
  },
  {
    name: 'a vote taken back',
    kind: 'vote',
    init: { body: { fact: { hash: HASH, index: 0 }, weight: 0, stance: 'for' }, entity: 'user:alice', source: SOURCE, confidence: 0 },
    hex: '87066a757365723a616c6963656d666163746d6573683a766f74658106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363' +
      '7269626500a164626f6479a36466616374825820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00667374' +
      '616e636563666f726677656967687400'
  },
  {
    name: 'a resolution',
    kind: 'resolution',
    init: {
      body: { relation: 'memory:role', winner: { hash: OTHER_HASH, index: 3 }, values: [eight(1), eight(2)], note: 'as agreed' },
      entity: 'user:alice',
      source: SOURCE
    },
    hex: '87076a757365723a616c69636573666163746d6573683a7265736f6c7574696f6e8106781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240a164626f6479a4646e6f7465696173206167726565646676616c756573500101010101010101020202' +
      '02020202026677696e6e6572825820fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0efeeedecebeae9e8e7e6e5e4e3e2e1e0036872656c6174696f' +
      '6e6b6d656d6f72793a726f6c65'
  },
  {
    name: 'a resolution that prefers nobody',
    kind: 'resolution',
    init: { body: { relation: 'memory:role', winner: null, values: [eight(9)] }, entity: 'user:alice', source: SOURCE },
    hex: '87076a757365723a616c69636573666163746d6573683a7265736f6c7574696f6e8106781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240a164626f6479a36676616c7565734809090909090909096677696e6e6572f66872656c6174696f6e6b' +
      '6d656d6f72793a726f6c65'
  },
  {
    name: 'an alias',
    kind: 'alias',
    init: { body: { canonical: 'user:alice', alias: 'user:al' }, entity: 'user:alice', source: SOURCE },
    hex: '87086a757365723a616c6963656e666163746d6573683a616c6961738106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f73' +
      '63726962651a000f4240a164626f6479a265616c69617367757365723a616c6963616e6f6e6963616c6a757365723a616c696365'
  },
  {
    name: 'a rule',
    kind: 'rule',
    init: { body: { relation: 'memory:likes', cardinality: 'many' }, entity: SCOPE_URI, source: SOURCE },
    hex: '87097843666163746d6573683a73636f70652f6161617165617965617564616f63616a626966717964696f623469626365717463716b726d' +
      '66797964656e6277686135647970716d666163746d6573683a72756c658106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f' +
      '7363726962651a000f4240a164626f6479a26872656c6174696f6e6c6d656d6f72793a6c696b65736b63617264696e616c697479646d616e' +
      '79'
  },
  {
    name: 'an edition',
    kind: 'edition',
    init: { body: { name: '2025' }, entity: SCOPE_URI, source: SOURCE },
    hex: '870d7843666163746d6573683a73636f70652f6161617165617965617564616f63616a626966717964696f623469626365717463716b726d' +
      '66797964656e62776861356479707170666163746d6573683a65646974696f6e8106781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a164626f6479a1646e616d656432303235'
  },
  {
    name: 'an edition that replaces another one',
    kind: 'edition',
    init: { body: { name: '2026', supersedes: '2025', type: 'temporal' }, entity: SCOPE_URI, source: SOURCE },
    hex: '870d7843666163746d6573683a73636f70652f6161617165617965617564616f63616a626966717964696f623469626365717463716b726d' +
      '66797964656e62776861356479707170666163746d6573683a65646974696f6e8106781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a164626f6479a3646e616d65643230323664747970656874656d706f72616c6a73757065727365646573' +
      '6432303235'
  }
]

/**
 * Golden digests of values, in hexadecimal digits.
 */
export const VALUE_DIGEST_VECTORS: ReadonlyArray<{ readonly value: FactValue, readonly hex: string }> = [
  { value: { type: 'string', v: 'admin' }, hex: '05774abe1eddc363' },
  { value: { type: 'text', v: 'admin' }, hex: 'b8d87225e55d2402' },
  { value: { type: 'number', v: 1.5 }, hex: '3771ba85a1e50241' },
  { value: { type: 'boolean', v: true }, hex: 'f7f1c5b4f149372d' },
  { value: { type: 'datetime', v: 1_767_225_600_000 }, hex: '88a105c01d3cc32c' },
  { value: { type: 'ref', v: 'user:bob' }, hex: 'a2047e15f8afbaa6' },
  { value: { type: 'null', v: null }, hex: 'c6760538ff62f6a6' }
]

/**
 * A golden id of a conflict: about `memory:role` of `user:alice` in the scope whose id is the bytes 0 to 31.
 */
export const CONFLICT_ID_VECTOR = {
  scope: HASH, entity: 'user:alice', relation: 'memory:role', hex: '5a7f85cb59de44eaf713ef998552ec20', text: 'lj7yls2z3zcov5yt56mykuxmea'
} as const

function eight (byte: number): Uint8Array {
  return new Uint8Array(8).fill(byte)
}
