import type { FactInput } from '../../src/model/fact/index.ts'

/**
 * What a caller says, the bytes of the fact, and its claim key, both in hexadecimal digits.
 */
export interface FactVector {
  readonly name: string
  readonly input: FactInput
  readonly hex: string
  readonly claim: string
}

/**
 * Bytes that are not a fact, and the field that is wrong.
 */
export interface MalformedFactVector {
  readonly name: string
  readonly hex: string
  readonly field: string
}

/**
 * Golden facts of format 1. Vectors are added and never changed.
 */
export const FACT_VECTORS: readonly FactVector[] = [
  {
    name: 'a string',
    input: { entity: 'user:alice', relation: 'memory:role', value: { type: 'string', v: 'admin' }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240',
    claim: 'a1a1fa9c81fc390a81e99d312a6020769b1c0c0e89934b5bcac2e5eb93eabdee'
  },
  {
    name: 'a text',
    input: { entity: 'user:alice', relation: 'memory:bio', value: { type: 'text', v: 'Ada\nLovelace' }, source: 'stigmem://node-a/agent/scribe', confidence: 0.5 },
    hex: '86006a757365723a616c6963656a6d656d6f72793a62696f82016c4164610a4c6f76656c616365781d737469676d656d3a2f2f6e6f6465' +
      '2d612f6167656e742f7363726962651a0007a120',
    claim: 'ddbf0aa857c5d9ca243dc70af6214ed015e4c12a253f66d8efdb6587f3233f2c'
  },
  {
    name: 'an integer',
    input: { entity: 'user:alice', relation: 'memory:age', value: { type: 'number', v: -37 }, source: 'stigmem://node-a/agent/scribe', confidence: 0.000001 },
    hex: '86006a757365723a616c6963656a6d656d6f72793a61676582023824781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363' +
      '7269626501',
    claim: 'c237324c8c9d4d4d31c4cf76022021c3fb212d04b7c9b7d1588e9d9b3cbfd2cf'
  },
  {
    name: 'a fraction',
    input: { entity: 'user:alice', relation: 'memory:height', value: { type: 'number', v: 1.5 }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006a757365723a616c6963656d6d656d6f72793a6865696768748202fb3ff8000000000000781d737469676d656d3a2f2f6e6f64652d' +
      '612f6167656e742f7363726962651a000f4240',
    claim: '48fa04ffc889f7223be7d711b8704a160fd85974f448c39ec60adecd5d72af79'
  },
  {
    name: 'a large number',
    input: { entity: 'star:sirius', relation: 'memory:mass', value: { type: 'number', v: 4.018e30 }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006b737461723a7369726975736b6d656d6f72793a6d6173738202fb46495b6dd9c22b3e781d737469676d656d3a2f2f6e6f64652d61' +
      '2f6167656e742f7363726962651a000f4240',
    claim: '9b7d162cae9dcbe18a4facff31e64361b84e1dc0c33a43cee56010e6bbe6dbcd'
  },
  {
    name: 'a boolean',
    input: { entity: 'user:alice', relation: 'memory:active', value: { type: 'boolean', v: true }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006a757365723a616c6963656d6d656d6f72793a6163746976658203f5781d737469676d656d3a2f2f6e6f64652d612f6167656e742f' +
      '7363726962651a000f4240',
    claim: '586e75ad876cad341ecc0a01499714483503995157a8e69655343d8eda5f59b2'
  },
  {
    name: 'a datetime',
    input: { entity: 'user:alice', relation: 'memory:born', value: { type: 'datetime', v: -4_861_468_800_000 }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006a757365723a616c6963656b6d656d6f72793a626f726e82043b0000046be61ef3ff781d737469676d656d3a2f2f6e6f64652d612f' +
      '6167656e742f7363726962651a000f4240',
    claim: '080b290101853b3e45ab0ed74685a07cb159cee093957ca32fe8b2ec9dd83ed2'
  },
  {
    name: 'a ref',
    input: { entity: 'user:alice', relation: 'memory:manager', value: { type: 'ref', v: 'User:Bob Miller' }, source: 'stigmem://node-a/agent/scribe' },
    hex: '86006a757365723a616c6963656e6d656d6f72793a6d616e6167657282056f757365723a626f622d6d696c6c6572781d737469676d656d' +
      '3a2f2f6e6f64652d612f6167656e742f7363726962651a000f4240',
    claim: '19901be687718df02564ed45909d39d8fd56bd02341426aed6ebe359a1867aea'
  },
  {
    name: 'null, retracted',
    input: { entity: 'user:alice', relation: 'memory:role', value: { type: 'null', v: null }, source: 'stigmem://node-a/agent/scribe', confidence: 0 },
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c658106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f736372' +
      '69626500',
    claim: 'ea8498e149cff66b15d63f5abba3aceef32f1534219c29b6c615c2888449d2d2'
  },
  {
    name: 'an entity that normalisation changes',
    input: { entity: ' Stigmem://Node-A/User/Zo%C3%AB Smith', relation: 'memory:role', value: { type: 'string', v: '\u{1f600} \u05d0' }, source: 'stigmem://node-a/agent/scribe' },
    hex: '87007820737469676d656d3a2f2f6e6f64652d612f757365722f7a6fc3ab2d736d6974686b6d656d6f72793a726f6c65820067f09f9880' +
      '20d790781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363726962651a000f4240a169726177456e746974797825205374' +
      '69676d656d3a2f2f4e6f64652d412f557365722f5a6f25433325414220536d697468',
    claim: 'db48617a4ada8f30f27dd40ce4ce29d2b56729395a9dc5745f252125344f7026'
  },
  {
    name: 'extras of every kind',
    input: {
      kind: 1,
      entity: 'user:alice',
      relation: 'factmesh:1',
      value: { type: 'null', v: null },
      source: 'stigmem://node-a/agent/scribe',
      extras: {
        until: 1_767_225_600_000,
        life: 2,
        class: 3,
        hash: new Uint8Array(32).fill(7),
        from: ['bafyr4ih2lmxqm6ecunncsxkdvqgrdsg6jhuqdvqodsnfqvahosvbpkeqx4.0'],
        att: [{ key: new Uint8Array(32).fill(1), notBefore: 1, notAfter: 2, signature: new Uint8Array(64).fill(2) }],
        edition: 'spring',
        epoch: [new Uint8Array(32).fill(3), 4, new Uint8Array(32).fill(5)],
        body: { name: 'team', rights: ['read', 'write'] },
        later: [1, null]
      }
    },
    hex: '87016a757365723a616c6963656a666163746d6573683a318106781d737469676d656d3a2f2f6e6f64652d612f6167656e742f73637269' +
      '62651a000f4240aa6361747481a4636b657958200101010101010101010101010101010101010101010101010101010101010101686e6f' +
      '74416674657202696e6f744265666f726501697369676e6174757265584002020202020202020202020202020202020202020202020202' +
      '02020202020202020202020202020202020202020202020202020202020202020202020202020264626f6479a2646e616d65647465616d' +
      '667269676874738264726561646577726974656466726f6d81783d6261667972346968326c6d78716d366563756e6e6373786b64767167' +
      '72647367366a6875716476716f64736e66717661686f737662706b657178342e3064686173685820070707070707070707070707070707' +
      '0707070707070707070707070707070707646c6966650265636c617373036565706f636883582003030303030303030303030303030303' +
      '030303030303030303030303030303030458200505050505050505050505050505050505050505050505050505050505050505656c6174' +
      '65728201f665756e74696c1b0000019b76daa8006765646974696f6e66737072696e67',
    claim: 'b5a05324f0d2500b309aed3e1cf8e0569e4dec2fba387d3b8b389a491a26633d'
  }
]

/**
 * Bytes that every node refuses. Most of them would be read as a fact by a lenient decoder.
 */
export const MALFORMED_FACT_VECTORS: readonly MalformedFactVector[] = [
  {
    name: 'a list of open length',
    hex: '9f006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240ff',
    field: 'fact'
  },
  {
    name: 'the kind in two bytes',
    hex: '8618006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'the length of the entity in two bytes',
    hex: '8600780a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'the confidence as a float',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f736372696265fb3ff0000000000000',
    field: 'fact'
  },
  {
    name: 'a number as a short float',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c658202f93e00781d737469676d656d3a2f2f6e6f64652d612f6167656e742f' +
      '7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'NaN',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c658202fb7ff8000000000000781d737469676d656d3a2f2f6e6f64652d612f' +
      '6167656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'minus zero',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c658202fb8000000000000000781d737469676d656d3a2f2f6e6f64652d612f' +
      '6167656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'a number of 2^53 as an integer',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c6582021b0020000000000000781d737469676d656d3a2f2f6e6f64652d612f' +
      '6167656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'an entity that is not UTF-8',
    hex: '860066757365723aff6b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f6167656e742f73' +
      '63726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'a value behind a byte order mark',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c65820066efbbbf616263781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'undefined as a value',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c658200f7781d737469676d656d3a2f2f6e6f64652d612f6167656e742f7363' +
      '726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'a tagged value',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c65c182006561646d696e781d737469676d656d3a2f2f6e6f64652d612f6167' +
      '656e742f7363726962651a000f4240',
    field: 'fact'
  },
  {
    name: 'extras out of order',
    hex: '87006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a265756e74696c05646c69666501',
    field: 'fact'
  },
  {
    name: 'an extra that stands twice',
    hex: '87006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a2646c69666501646c69666502',
    field: 'fact'
  },
  {
    name: 'an extra named __proto__',
    hex: '87006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a1695f5f70726f746f5f5fa0',
    field: 'fact'
  },
  {
    name: 'empty extras',
    hex: '87006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240a0',
    field: 'extras'
  },
  {
    name: 'an entity in upper case',
    hex: '86006a757365723a416c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240',
    field: 'entity'
  },
  {
    name: 'NUL in the entity',
    hex: '86006a757365723a616c6900656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240',
    field: 'entity'
  },
  {
    name: 'a reserved relation',
    hex: '86006a757365723a616c6963656b737469676d656d3a6f776e82006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4240',
    field: 'relation'
  },
  {
    name: 'a confidence above one',
    hex: '86006a757365723a616c6963656b6d656d6f72793a726f6c6582006561646d696e781d737469676d656d3a2f2f6e6f64652d612f616765' +
      '6e742f7363726962651a000f4241',
    field: 'confidence'
  }
]
