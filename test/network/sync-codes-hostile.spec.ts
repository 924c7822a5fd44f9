import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import {
  decodeCheckpoints, decodeList, decodeRequest, encodeCheckpoints, encodeList, encodeRequest, numberSet, SyncFaultError
} from '../../src/network/sync/index.ts'
import { CHECKPOINTS, LISTS, REQUESTS } from '../vectors/sync-codes.ts'

const RUNS = 20_000
const LISTED = 300

/** Reads bytes and writes what was read; answers how many items it was. */
type Passage = (bytes: Uint8Array) => { items: number, bytes: Uint8Array }

function passCheckpoints (bytes: Uint8Array): ReturnType<Passage> {
  const checkpoints = decodeCheckpoints(bytes, 2 ** 40)

  return { items: checkpoints.length, bytes: encodeCheckpoints(checkpoints) }
}

function passRequest (bytes: Uint8Array): ReturnType<Passage> {
  const request = decodeRequest(bytes, LISTED)
  const numbers = request.kind === 'ids' ? request.ids : request.ranks

  expect(numbers).to.deep.equal(numberSet(numbers))

  return { items: numbers.length, bytes: encodeRequest(request, LISTED) }
}

function passList (bytes: Uint8Array): ReturnType<Passage> {
  const list = decodeList(bytes, 24)

  expect(list.values).to.deep.equal(numberSet(list.values))

  return { items: list.values.length, bytes: encodeList(list) }
}

/** Whatever the bytes are, they are refused with a fault, or they are the only spelling of what they say. */
function check (pass: Passage, bytes: Uint8Array): boolean {
  try {
    const passed = pass(bytes)

    expect(toHex(passed.bytes)).to.equal(toHex(bytes))
    expect(passed.items).to.be.at.most(bytes.length * 8)

    return true
  } catch (error) {
    if (error instanceof SyncFaultError) {
      expect(error.code).to.be.oneOf(['malformed', 'limit'])

      return false
    }
    throw error
  }
}

/** Good bytes with bits turned, parts doubled, cut or replaced; or any bytes at all. */
function damaged (good: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...good), fc.array(fc.nat(), { minLength: 1, maxLength: 3 })).map(([bytes, places]) => {
        const turned = bytes.slice()
        places.forEach(place => { turned[(place >> 3) % turned.length] ^= 128 >> place % 8 })

        return turned
      })
    },
    {
      weight: 2,
      arbitrary: fc.tuple(fc.constantFrom(...good), fc.constantFrom(...good), fc.nat(), fc.nat()).map(([head, tail, from, to]) => {
        return Uint8Array.of(...head.subarray(0, from % (head.length + 1)), ...tail.subarray(to % (tail.length + 1)))
      })
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) }
  )
}

const GOOD_SETS = [[0], [1, 2, 3], [7, 100, 250, 299], Array.from({ length: 200 }, (_, index) => index)].map(numberSet)

const CODES: Array<{ title: string, pass: Passage, good: Uint8Array[] }> = [
  { title: 'checkpoints', pass: passCheckpoints, good: CHECKPOINTS.map(({ hex }) => fromHex(hex)) },
  {
    title: 'requests',
    pass: passRequest,
    good: [
      ...REQUESTS.filter(({ request }) => request.kind === 'ids').map(({ hex }) => fromHex(hex)),
      ...GOOD_SETS.map(ranks => encodeRequest({ kind: 'ranks', ranks }, LISTED)),
      ...GOOD_SETS.map(ids => encodeRequest({ kind: 'ids', bits: 14, ids: ids.map(id => id * 50) }))
    ]
  },
  {
    title: 'lists',
    pass: passList,
    good: [...LISTS.map(({ hex }) => fromHex(hex)), ...GOOD_SETS.map(values => encodeList({ place: 1, bits: 12, values: values.map(value => value * 13) }))]
  }
]

describe('network/sync codes: hostile bytes', () => {
  for (const { title, pass, good } of CODES) {
    it(`are refused or have one meaning and one spelling: ${title}`, function () {
      this.timeout(120_000)
      let taken = 0

      good.forEach(bytes => { expect(check(pass, bytes)).to.equal(true) })
      fc.assert(fc.property(damaged(good), bytes => { taken += Number(check(pass, bytes)) }), { numRuns: RUNS })
      expect(taken).to.be.within(1, RUNS - 1)
    })

    it(`cost no more than their length when they fill a frame: ${title}`, () => {
      for (const filling of [0x00, 0xff, 0x55, 0xaa, 0x7f, 0xfe, 0x80, 0x01]) {
        for (let head = 0; head < 256; head += 3) {
          const bytes = new Uint8Array(131_072).fill(filling)
          bytes.set([head, filling ^ head, head])
          check(pass, bytes)
        }
      }
    })
  }
})
