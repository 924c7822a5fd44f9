import { decode, encode } from '@ipld/dag-cbor'
import { LOCAL, publicScope, seal } from './bundle.ts'
import { join } from './bytes.ts'
import { makeKeys, textOfKey } from './keys.ts'
import type { Draft, Fact, Header } from './bundle.ts'
import type { Stranger } from './stranger.ts'

/** A bundle with one thing wrong, and the code that says so. */
export interface BadBundle {
  readonly title: string
  readonly code: string

  /** Whether its header can be read, so that gossip knows what a message is about. */
  readonly isReadable: boolean

  /** Whether it names another scope than the public one. */
  readonly isForeign?: boolean
  make (stranger: Stranger): Uint8Array | Promise<Uint8Array>
}

const TEN_MINUTES_MS = 600_000

/** A point of order 1 on the curve. */
const SMALL_ORDER = Uint8Array.from([1, ...new Uint8Array(31)])

/** Entries of the audit log by the code of a refused bundle. */
const TYPE_BY_CODE: Readonly<Record<string, string>> = {
  malformed: 'integrity_failure',
  too_large: 'integrity_failure',
  invalid_signature: 'integrity_failure',
  scope_violation: 'scope_violation',
  source_not_owned: 'rejected_fact',
  not_admitted: 'rejected_fact',
  hlc_skew: 'hlc_anomaly'
}

/** The entry that a refused bundle leaves. */
export function entryOf ({ code }: BadBundle): string {
  return `${TYPE_BY_CODE[code]} ${code}`
}

function sealed (title: string, code: string, changes: (stranger: Stranger) => Partial<Draft> | Promise<Partial<Draft>>, isReadable = true): BadBundle {
  return { title, code, isReadable, make: async stranger => seal({ keys: stranger.keys, scope: stranger.scope, ...await changes(stranger) }).bytes }
}

function header (title: string, changes: Partial<Header>, code = 'malformed', isReadable = false): BadBundle {
  return sealed(title, code, () => ({ header: changes }), isReadable)
}

function fact (title: string, changes: Partial<Fact>, code = 'malformed'): BadBundle {
  return sealed(`a fact: ${title}`, code, () => ({ facts: [changes] }))
}

/** Takes a bundle that is in order to pieces and puts it together in another way. */
function parts (title: string, change: (parts: unknown[]) => unknown, code = 'malformed', isReadable = true): BadBundle {
  return { title, code, isReadable, make: ({ keys, scope }) => encode(change(decode<unknown[]>(seal({ keys, scope }).bytes))) }
}

const HEADERS: readonly BadBundle[] = [
  header('place 0', { seq: 0 }),
  header('place 2 without the one before', { seq: 2 }),
  header('place 1 with one before', { prev: new Uint8Array(32) }),
  header('a place that is no whole number', { seq: 1.5 }),
  header('no fact', { count: 0 }),
  header('513 facts', { count: 513 }, 'too_large'),
  header('a network in capitals', { net: 'Main' }),
  header('a number as network', { net: 7 }),
  header('a scope of 31 bytes', { scope: new Uint8Array(31) }),
  header('an author of 33 bytes', { author: new Uint8Array(33) }),
  header('a lane of 7 bytes', { lane: new Uint8Array(7) }),
  header('shard 65,536', { shard: 65_536 }),
  header('a stamp below 0', { hlc: [-1, 0] }),
  header('a stamp of 49 bits', { hlc: [2 ** 48, 0] }),
  header('a counter of 17 bits', { hlc: [Date.now(), 65_536] }),
  header('nine parents', { parents: Array.from({ length: 9 }, (_, i) => new Uint8Array(32).fill(i)) }),
  header('a parent of 31 bytes', { parents: [new Uint8Array(31)] }),
  header('parents that were left out twice', { parents: [true, true] }),
  header('a root of 31 bytes', { root: new Uint8Array(31) }),
  header('an ext that is a list', { ext: [] }),
  header('a header above 4,096 bytes', { ext: { more: 'x'.repeat(4_096) } }, 'too_large'),
  header('more facts than there are', { count: 2 }, 'malformed', true),
  header('a root of other facts', { root: new Uint8Array(32) }, 'malformed', true),
  header('another network', { net: 'other' }, 'scope_violation', true),
  header('a shard', { shard: 1 }, 'scope_violation', true),
  header('ten minutes ahead', { hlc: [Date.now() + 2 * TEN_MINUTES_MS, 0] }, 'hlc_skew', true)
]

const FACTS: readonly BadBundle[] = [
  fact('kind 256', { kind: 256 }),
  fact('no entity', { entity: '' }),
  fact('an entity with NUL', { entity: 'door:\u0000' }),
  fact('an entity of 1,025 bytes', { entity: `door:${'x'.repeat(1_020)}` }),
  fact('an entity in capitals', { entity: 'Door:Back' }),
  fact('a relation of this program', { relation: 'factmesh:vote' }),
  fact('a relation with a blank in front', { relation: ' door:state' }),
  fact('a value of no type', { value: [9, 'open'] }),
  fact('a value that is no list', { value: 'open' }),
  fact('a string of 1,025 bytes', { value: [0, 'x'.repeat(1_025)] }),
  fact('a text of 65,537 bytes', { value: [1, 'x'.repeat(65_537)] }, 'too_large'),
  fact('a confidence above 1', { confidence: 1_000_001 }),
  fact('a confidence that is no whole number', { confidence: 0.5 }),
  fact('empty extras', { extras: {} }),
  fact('an end below 0', { extras: { until: -1 } }),
  fact('a stage of life that is none', { extras: { life: 5 } }),
  fact('a digest of 31 bytes', { extras: { hash: new Uint8Array(31) } }),
  fact('a source without an authority', { source: 'user:alice' }, 'source_not_owned'),
  sealed('the source of another peer', 'source_not_owned', async () => ({ facts: [{ source: `stigmem://${(await makeKeys()).text}/node/self` }] })),
  sealed('an act beside an assertion', 'malformed', () => ({ facts: [{}, { kind: 3 }] })),
  sealed('an act of which the header says nothing', 'malformed', () => ({ facts: [{ kind: 3 }] })),
  sealed('an assertion under the mark of acts', 'malformed', () => ({ header: { ext: { acts: true } } }))
]

const SIGNATURES: readonly BadBundle[] = [
  sealed('a signature of zeros', 'invalid_signature', () => ({ signed: () => new Uint8Array(64) })),
  sealed('a signature over other bytes', 'invalid_signature', ({ keys }) => ({ signed: bytes => keys.sign(bytes) })),
  sealed('a signature with S above the order', 'invalid_signature', ({ keys }) => ({ signed: bytes => join(keys.sign(bytes).subarray(0, 32), new Uint8Array(32).fill(0xff)) })),
  sealed('a key of small order', 'invalid_signature', ({ keys }) => ({ keys: { ...keys, text: textOfKey(SMALL_ORDER), public: SMALL_ORDER }, signed: () => join(SMALL_ORDER, new Uint8Array(32)) })),
  sealed('the signature of somebody else', 'invalid_signature', async () => {
    const { sign } = await makeKeys()

    return { signed: bytes => sign(join(new TextEncoder().encode('factmesh/bundle/1\n'), bytes)) }
  })
]

const SCOPES: readonly BadBundle[] = ([
  sealed('the scope local', 'scope_violation', () => ({ scope: LOCAL })),
  sealed('a closed scope', 'scope_violation', () => ({ scope: new Uint8Array(32).fill(7) })),
  sealed('the public scope of another network', 'scope_violation', () => ({ scope: publicScope('other') }))
] satisfies BadBundle[]).map(bad => ({ ...bad, isForeign: true }))

const FORMS: readonly BadBundle[] = [
  parts('a signature of 63 bytes', ([head, , ...rest]) => [head, new Uint8Array(63), ...rest]),
  parts('a salt of 15 bytes', ([head, signature, , facts]) => [head, signature, new Uint8Array(15), facts]),
  parts('salts while no fact is gone', ([head, signature, salt, facts]) => [head, signature, [salt], facts]),
  parts('a digest and one salt', ([head, signature, salt]) => [head, signature, salt, [[new Uint8Array(32)]]]),
  parts('a fact that is text', ([head, signature, salt]) => [head, signature, salt, ['fact']]),
  parts('a fact too many', ([head, signature, salt, facts]) => [head, signature, salt, [...facts as unknown[], ...facts as unknown[]]]),
  parts('five items', items => [...items, null]),
  { title: 'a byte behind the end', code: 'malformed', isReadable: true, make: ({ keys, scope }) => join(seal({ keys, scope }).bytes, new Uint8Array(1)) },
  { title: 'half of it', code: 'malformed', isReadable: true, make: ({ keys, scope }) => seal({ keys, scope }).bytes.subarray(0, 250) },
  { title: 'lists 60,000 deep', code: 'malformed', isReadable: false, make: () => new Uint8Array(60_000).fill(0x81) },
  { title: 'another version', code: 'not_admitted', isReadable: false, make: ({ keys, scope }) => seal({ keys, scope, header: { v: 2 } }).bytes }
]

/** Every way to make a bundle wrongly. */
export const BAD_BUNDLES: readonly BadBundle[] = [...HEADERS, ...FACTS, ...SIGNATURES, ...SCOPES, ...FORMS]
