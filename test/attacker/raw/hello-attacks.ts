import { encode } from '@ipld/dag-cbor'
import { LEAVES } from './attack.ts'
import { SENSELESS } from './frame-attacks.ts'
import { accepted, declaration, declarationBody, hello, HELLO, helloMap } from './hello.ts'
import { makeKeys } from './keys.ts'
import type { Attack } from './attack.ts'
import type { Stranger } from './stranger.ts'

/** Wrong values of each key of a hello. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  v: ['1', -1, 1.5, null, []],
  net: ['', 'x'.repeat(129), 7, null, ['main']],
  agent: ['', 'x'.repeat(129), 7, null],
  time: [-1, 'now', 1.5, null],
  limits: [null, [], {}, 131_072, { frame: 'much' }, { frame: -1 }],
  knows: ['a', -1, 1.5, null],
  protocols: [null, 'x', [1], [''], ['sync'], Array.from({ length: 33 }, (_, i) => `/${i}`)]
}

/** Keys without which a hello is none. */
const NEEDED: readonly string[] = ['v', 'net', 'agent', 'time', 'limits', 'protocols']

function without (key: string): Uint8Array {
  return encode(Object.fromEntries(Object.entries(helloMap()).filter(([name]) => name !== key)))
}

/** Says something in place of a hello, and waits until the target has hung up. */
function badHello (title: string, body: () => Uint8Array, leaves: string = LEAVES.badHello): Attack {
  return {
    title: `a hello: ${title}`,
    as: 'stranger',
    leaves: [leaves],
    act: async stranger => {
      const line = await stranger.open(HELLO)

      line.say(body())
      await line.close()
      await line.over()
    }
  }
}

/** Says a hello and then something in place of an answer. */
function badAnswer (title: string, body: () => Uint8Array): Attack {
  return {
    title: `an answer: ${title}`,
    as: 'stranger',
    leaves: [LEAVES.badHello],
    act: async stranger => {
      const line = await stranger.open(HELLO)

      line.say(hello(), body())
      await line.close()
      await line.over()
    }
  }
}

/** Every way to say hello wrongly. */
export const HELLO_ATTACKS: readonly Attack[] = [
  ...Object.entries(WRONG).flatMap(([key, values]) => values.map(value => badHello(`${key} is ${JSON.stringify(value).slice(0, 40)}`, () => hello({ [key]: value })))),
  ...NEEDED.map(key => badHello(`without ${key}`, () => without(key))),
  ...SENSELESS.map(([title, bytes]) => badHello(title, () => bytes)),
  badHello('of 8,193 bytes', () => hello({ more: 'x'.repeat(8_193) })),
  badHello('an answer in its place', () => accepted()),
  badHello('another version', () => hello({ v: 2 }), 'manifest_failure incompatible_version'),
  badHello('version 0 and nothing else', () => encode({ v: 0 }), 'manifest_failure incompatible_version'),
  badHello('another network', () => hello({ net: 'other' }), 'manifest_failure wrong_network'),
  badHello('another case of the network', () => hello({ net: 'Main' }), 'manifest_failure wrong_network'),
  badAnswer('a second hello', () => hello()),
  badAnswer('an unknown code', () => encode(['welcome'])),
  badAnswer('a declaration with a refusal', () => encode(['malformed', new Uint8Array(10)])),
  badAnswer('a declaration that is text', () => encode(['accepted', 'me'])),
  badAnswer('three items', () => encode(['accepted', new Uint8Array(10), 1])),
  badAnswer('16,385 bytes', () => accepted(new Uint8Array(16_385))),
  ...SENSELESS.map(([title, bytes]) => badAnswer(title, () => bytes))
]

type Declare = (stranger: Stranger) => Uint8Array | Promise<Uint8Array>

/** Says hello in order, with a declaration that is not. */
function badDeclaration (title: string, reason: string, declare: Declare): Attack {
  return {
    title: `a declaration: ${title}`,
    as: 'stranger',
    leaves: [`manifest_failure ${reason}`],
    act: async stranger => { await stranger.sayHello(await declare(stranger)) }
  }
}

/** Declares something in order, and then something else on the same connection. */
function secondDeclaration (title: string, reason: string, changes: (first: Record<string, unknown>) => Record<string, unknown>): Attack {
  return {
    title: `a second declaration: ${title}`,
    as: 'stranger',
    leaves: [`manifest_failure ${reason}`],
    act: async stranger => {
      const first = declarationBody(stranger.scope)

      await stranger.sayHello(declaration(stranger.keys, first))
      await stranger.sayHello(declaration(stranger.keys, { ...first, ...changes(first) }))
    }
  }
}

const MALFORMED = 'declaration_malformed'

/** Wrong values of each key of a declaration. */
const WRONG_BODY: Readonly<Record<string, readonly unknown[]>> = {
  expires: [-1, 'never', 8_640_000_000_000_001, null],
  names: ['x', ['B'], ['b', 'a'], ['a', 'a'], [''], Array.from({ length: 17 }, (_, i) => `n${10 + i}`)],
  relays: [null, ['a b']],
  scopes: [null, [[new Uint8Array(31), true, true]], [[new Uint8Array(32), false, false]], [[new Uint8Array(32), true]], Array.from({ length: 65 }, (_, i) => [new Uint8Array(32).fill(i), true, true])],
  sequence: [0, -1, 1.5, 'one', null]
}

/** Every way to declare wrongly; the peer stays connected. */
export const DECLARATION_ATTACKS: readonly Attack[] = [
  ...Object.entries(WRONG_BODY).flatMap(([key, values]) => values.map(value => {
    return badDeclaration(`${key} is ${JSON.stringify(value).slice(0, 40)}`, MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope, { [key]: value })))
  })),
  badDeclaration('bytes by chance', MALFORMED, () => new Uint8Array(300).fill(0x5a)),
  badDeclaration('above 12,288 bytes', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope, { more: 'x'.repeat(12_288) }))),
  badDeclaration('in the public scope', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { header: { scope } })),
  badDeclaration('about another scope', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { entity: 'factmesh:scope/other' })),
  badDeclaration('at place 2', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { header: { seq: 2, prev: new Uint8Array(32) } })),
  badDeclaration('in shard 1', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { header: { shard: 1 } })),
  badDeclaration('with a parent', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { header: { parents: [new Uint8Array(32)] } })),
  badDeclaration('twice in one bundle', MALFORMED, ({ keys, scope }) => declaration(keys, declarationBody(scope), { facts: 2 })),
  badDeclaration('of somebody else', 'declaration_of_another', async ({ scope }) => declaration(await makeKeys(), declarationBody(scope))),
  badDeclaration('of another network', 'declaration_wrong_network', ({ keys, scope }) => declaration(keys, declarationBody(scope), { header: { net: 'other' } })),
  badDeclaration('a signature of zeros', 'invalid_signature', ({ keys, scope }) => declaration(keys, declarationBody(scope), { signed: () => new Uint8Array(64) })),
  badDeclaration('a signature over other bytes', 'invalid_signature', ({ keys, scope }) => declaration(keys, declarationBody(scope), { signed: bytes => keys.sign(bytes) })),
  badDeclaration('that has ended', 'declaration_expired', ({ keys, scope }) => declaration(keys, declarationBody(scope, { expires: Date.now() - 1 }))),
  secondDeclaration('an older one', 'declaration_stale', ({ sequence }) => ({ sequence: Number(sequence) - 1 })),
  secondDeclaration('the same sequence in other words', 'declaration_contradictory', () => ({ scopes: [] }))
]
