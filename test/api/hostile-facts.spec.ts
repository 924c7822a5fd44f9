import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { FACT, post, setup } from '../fixtures/api-requests.ts'

/** A body, the status that answers it, and the field that is named. */
type Case = readonly [name: string, body: unknown, status: number, field?: string]

const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

const CASES: readonly Case[] = [
  ['a number', 5, 422],
  ['a text', '"fact"', 422],
  ['null', 'null', 422],
  ['an empty object', {}, 422, 'entity'],
  ['an entity of the wrong type', { ...FACT, entity: 5 }, 422, 'entity'],
  ['an entity that is a list', { ...FACT, entity: ['city:paris'] }, 422, 'entity'],
  ['an empty entity', { ...FACT, entity: '' }, 422, 'entity'],
  ['an entity of blanks', { ...FACT, entity: '   ' }, 422, 'entity'],
  ['an entity with NUL', { ...FACT, entity: 'city:pa\u0000ris' }, 422, 'entity'],
  ['an entity with a control', { ...FACT, entity: 'city:pa\u0085ris' }, 422, 'entity'],
  ['an entity with half a surrogate pair', { ...FACT, entity: 'city:\ud83d' }, 422, 'entity'],
  ['a value with half a surrogate pair', { ...FACT, value: { type: 'string', v: '\udc00' } }, 422, 'value/v'],
  ['a relation that is missing', { ...FACT, relation: undefined }, 422, 'relation'],
  ['a relation that is reserved', { ...FACT, relation: 'factmesh:grant' }, 422, 'relation'],
  ['a value without a type', { ...FACT, value: { v: 1 } }, 422, 'value/type'],
  ['a value without v', { ...FACT, value: { type: 'number' } }, 422, 'value/v'],
  ['a value by itself', { ...FACT, value: 5 }, 422, 'value'],
  ['a value of an unknown type', { ...FACT, value: { type: 'blob', v: 'x' } }, 422, 'value/type'],
  ['a value of another type', { ...FACT, value: { type: 'number', v: '5' } }, 422, 'value/v'],
  ['a value with more than it needs', { ...FACT, value: { type: 'number', v: 5, unit: 'm' } }, 422, 'value/unit'],
  ['a number that is infinite', '{"entity":"a:b","relation":"c:d","value":{"type":"number","v":1e999}}', 422, 'value/v'],
  ['a null that is something', { ...FACT, value: { type: 'null', v: 0 } }, 422, 'value/v'],
  ['a date without a zone', { ...FACT, value: { type: 'datetime', v: '2030-01-31T12:00:00' } }, 422, 'value/v'],
  ['a date that is none', { ...FACT, value: { type: 'datetime', v: '2030-02-30T12:00:00Z' } }, 422, 'value/v'],
  ['a date beyond the calendar', { ...FACT, value: { type: 'datetime', v: 9e15 } }, 422, 'value/v'],
  ['a confidence above 1', { ...FACT, confidence: 1.000001 }, 422, 'confidence'],
  ['a confidence below 0', { ...FACT, confidence: -0.1 }, 422, 'confidence'],
  ['a confidence that is a text', { ...FACT, confidence: '1' }, 422, 'confidence'],
  ['a confidence that is null', { ...FACT, confidence: null }, 422, 'confidence'],
  ['a scope that is unknown', { ...FACT, scope: 'nowhere' }, 422, 'scope'],
  ['a scope of the wrong type', { ...FACT, scope: {} }, 422, 'scope'],
  ['a source of somebody else', { ...FACT, source: 'stigmem://k51qzi5uqu5dgep2himo7809pzg3h24bu6mqubsbxlqr71c9b607vid2qvst1l/node/self' }, 422, 'source'],
  ['a time that is none', { ...FACT, valid_until: 'tomorrow' }, 422, 'valid_until'],
  ['a lifecycle that is none', { ...FACT, lifecycle: 'Approved' }, 422, 'lifecycle'],
  ['a source class that is none', { ...FACT, source_class: 'rumour' }, 422, 'source_class'],
  ['too many origins', { ...FACT, derived_from: Array(17).fill('bafy.0') }, 422, 'derived_from'],
  ['a hash that is none', { ...FACT, hash: 'ABC' }, 422, 'hash'],
  ['an author', { ...FACT, author: 'me' }, 422, 'author'],
  ['a time of its own', { ...FACT, hlc: '1.1' }, 422, 'hlc'],
  ['an id', { ...FACT, id: 'bafy.0' }, 422, 'id'],
  ['a prototype', '{"entity":"a:b","relation":"c:d","value":{"type":"null"},"__proto__":{"admin":true}}', 422, '__proto__'],
  ['two prototypes', '{"__proto__":1,"__proto__":{"admin":true},"entity":"a:b","relation":"c:d","value":{"type":"null"}}', 422, '__proto__'],
  ['a constructor', '{"entity":"a:b","relation":"c:d","value":{"type":"null"},"constructor":{"prototype":{"admin":true}}}', 422, 'constructor'],
  ['a prototype in a value', '{"entity":"a:b","relation":"c:d","value":{"type":"string","v":"x","__proto__":{"admin":true}}}', 422, 'value/__proto__'],
  ['a list inside a list', '{"facts":{"facts":[]}}', 422],
  ['a list and more', '{"facts":[],"more":1}', 422],
  ['an entity of 1,025 bytes', { ...FACT, entity: `a:${'b'.repeat(1_023)}` }, 422, 'entity'],
  ['an entity of 1 MB', { ...FACT, entity: `a:${'b'.repeat(1_000_000)}` }, 422, 'entity'],
  ['an entity of 1,026 bytes in 514 characters', { ...FACT, entity: `a:${'é'.repeat(512)}` }, 422, 'entity'],
  ['a text of 64 KiB and a byte', { ...FACT, value: { type: 'text', v: 'x'.repeat(65_537) } }, 413, 'value/v'],
  ['a text of 1 MB', { ...FACT, value: { type: 'text', v: 'x'.repeat(1_000_000) } }, 413, 'value/v'],
  ['65 levels', deep(65), 400],
  ['5,000,000 levels', '['.repeat(5_000_000), 400],
  ['5,000,000 levels inside a fact', `{"entity":${'['.repeat(5_000_000)}`, 400]
]

/** Bodies that are odd and legal. */
const LEGAL: readonly Case[] = [
  ['an entity of 1,024 bytes', { ...FACT, entity: `a:${'b'.repeat(1_022)}` }, 201],
  ['an emoji', { ...FACT, entity: 'city:🗼', value: { type: 'string', v: '👩‍👩‍👧' } }, 201],
  ['text from right to left', { ...FACT, entity: 'city:ירושלים', value: { type: 'string', v: 'القدس' } }, 201],
  ['a text of 64 KiB', { ...FACT, value: { type: 'text', v: 'x'.repeat(65_536) } }, 201],
  ['brackets in a text', { ...FACT, value: { type: 'text', v: '[{"\\'.repeat(1_000) } }, 201],
  ['minus zero', '{"entity":"a:b","relation":"c:d","value":{"type":"number","v":-0}}', 201],
  ['the smallest number', { ...FACT, value: { type: 'number', v: Number.MIN_VALUE } }, 201],
  ['a key given twice, of which the last counts', '{"entity":5,"entity":"a:b","relation":"c:d","value":{"type":"null"}}', 201],
  ['an empty list', '[]', 201],
  ['white space around', ` \n${JSON.stringify(FACT)}\r\n\t`, 201]
]

describe('api against hostile facts', () => {
  for (const [name, body, status, field] of [...CASES, ...LEGAL]) {
    it(`answers ${status} to ${name}`, async () => {
      const { ask, mesh, failures } = setup()
      const response = await ask(post('/v1/facts', body))
      const text = await response.text()
      expect(response.status, text.slice(0, 300)).to.equal(status)
      expect(text.length).to.be.below(70_000)
      expect(failures).to.deep.equal([])
      if (status > 299) { expect(mesh.records).to.have.length(0) }
      if (field != null) { expect(JSON.parse(text).errors[0].pointer).to.equal(`/${field}`) }
      expect(Object.keys(Object.prototype)).to.deep.equal([])
      expect({}).to.not.have.property('admin')
    })
  }

  it('gives every JSON value an answer of its own kind', async () => {
    const { ask, failures } = setup()
    await fc.assert(fc.asyncProperty(fc.jsonValue(), async value => {
      const response = await ask(post('/v1/facts', JSON.stringify(value)))
      expect(response.status).to.be.oneOf([201, 422])
    }), { numRuns: 300 })
    expect(failures).to.deep.equal([])
  })

  it('gives facts with one wild field an answer of its own kind', async () => {
    const { ask, failures } = setup()
    const field = fc.constantFrom('entity', 'relation', 'value', 'source', 'confidence', 'scope', 'valid_until', 'lifecycle', 'derived_from', 'hash', 'other')
    await fc.assert(fc.asyncProperty(field, fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double()), async (name, value) => {
      const response = await ask(post('/v1/facts', { ...FACT, [name]: value }))
      expect(response.status).to.be.oneOf([201, 413, 422])
    }), { numRuns: 300 })
    expect(failures).to.deep.equal([])
  })

  it('gives every sequence of bytes an answer of its own kind', async () => {
    const { ask, failures } = setup()
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 64 }), async bytes => {
      expect((await ask(post('/v1/facts', bytes))).status).to.be.oneOf([201, 400, 422])
      expect((await ask(post('/v1/facts', bytes, { 'content-type': 'application/x-ndjson' }))).status).to.equal(201)
    }), { numRuns: 300 })
    expect(failures).to.deep.equal([])
  })
})
