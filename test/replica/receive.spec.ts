import { expect } from 'aegir/chai'
import { decodeBundle, encodeHeader, factId } from '../../src/model/bundle/index.ts'
import { encodeCanonical, toBase32, toHex } from '../../src/model/bytes/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { LOCAL_SCOPE, publicScopeId } from '../../src/policy/scope/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { dump, foreignBundle, openReplica, ORIGIN, publicBundles, scanAll, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { Verdict } from '../../src/model/bundle/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const NOW_MS = 1_767_225_600_000
const author = someSigner(7)

interface Hostile {
  readonly name: string
  readonly verdict: string
  bytes (): Promise<Uint8Array>
}

const HOSTILE: readonly Hostile[] = [
  { name: 'nothing', verdict: 'reject malformed', bytes: async () => new Uint8Array(0) },
  { name: 'something else', verdict: 'reject malformed', bytes: async () => encodeCanonical(['not', 'a', 'bundle', 1]) },
  { name: 'a bundle cut short', verdict: 'reject malformed', bytes: async () => (await foreignBundle(author, [{}])).bytes.slice(0, -1) },
  { name: 'more than the largest bundle', verdict: 'reject too_large', bytes: async () => new Uint8Array(98_305) },
  { name: 'another version', verdict: 'ignore not_admitted', bytes: async () => ofVersion(2) },
  { name: 'another network', verdict: 'reject scope_violation', bytes: async () => bytesOf({ net: 'other' }) },
  { name: 'the local scope', verdict: 'reject scope_violation', bytes: async () => bytesOf({ scope: LOCAL_SCOPE }) },
  { name: 'the public scope of another network', verdict: 'reject scope_violation', bytes: async () => bytesOf({ scope: publicScopeId('other') }) },
  { name: 'a scope that nobody holds', verdict: 'reject scope_violation', bytes: async () => bytesOf({ scope: new Uint8Array(32).fill(9) }) },
  { name: 'a shard of a scope without shards', verdict: 'reject scope_violation', bytes: async () => bytesOf({ shard: 1 }) },
  { name: 'a name that nobody declared', verdict: 'ignore source_not_owned', bytes: async () => (await foreignBundle(author, [{ source: 'stigmem://node-c/user/alice' }])).bytes },
  { name: 'the peer id of somebody else', verdict: 'ignore source_not_owned', bytes: async () => (await foreignBundle(author, [{}, { source: `stigmem://${peerIdText(someSigner(8).publicKey)}/node/self` }])).bytes },
  { name: 'a time 301 s ahead', verdict: 'ignore hlc_skew', bytes: async () => bytesOf({ hlc: { wallMs: NOW_MS + 301_000, counter: 0 } }) },
  { name: 'the signature of somebody else', verdict: 'reject invalid_signature', bytes: async () => withSignature((await foreignBundle(author, [{}])).bytes) }
]

describe('replica receive', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 2 })
  })

  afterEach(async () => {
    await stage.stop()
  })

  HOSTILE.forEach(({ name, verdict, bytes }) => {
    it(`declines ${name} without a trace`, async () => {
      await write(stage, someFactDrafts(3))
      const before = await stateOf(stage)
      const counters = stage.replica.counters()
      const offered = await bytes()
      const [first] = await stage.replica.receive([offered], ORIGIN)
      const code = verdict.slice(verdict.indexOf(' ') + 1)

      expect(textOf(first)).to.equal(verdict)
      expect(await stateOf(stage)).to.deep.equal(before)
      expect(stage.replica.counters()).to.deep.equal({ ...counters, [code]: 1 })

      await stage.replica.receive([offered, offered], ORIGIN)
      expect(stage.replica.counters()).to.have.property(code, 3)
      expect(await stateOf(stage)).to.deep.equal(before)
    })
  })

  it('announces a refusal with code, carrier and hash', async () => {
    const seen: unknown[] = []
    stage.replica.addEventListener('bundle:refuse', ({ detail }) => { seen.push(detail) })
    const bundle = await foreignBundle(author, [{}], { net: 'other' })
    await stage.replica.receive([bundle.bytes], ORIGIN)

    expect(seen).to.deep.equal([{ code: 'scope_violation', origin: ORIGIN, hash: bundle.hash }])
  })

  it('notes a refusal with the scope of the bundle where that or a source is wrong', async () => {
    const audit: AuditEvent[] = []
    const append = async (event: AuditEvent): Promise<'written'> => {
      audit.push(event)
      return 'written'
    }
    const watched = await openReplica({ no: 2, audit: { append } })
    const scope = new Uint8Array(32).fill(9)
    const [outside, foreign] = [await foreignBundle(author, [{}], { scope }), await foreignBundle(author, [{}, { source: 'user:alice' }])]
    await watched.replica.receive([outside.bytes, foreign.bytes], ORIGIN)
    await watched.stop()

    expect(audit.filter(({ peer }) => peer === ORIGIN.peer)).to.deep.equal([
      { type: 'scope_violation', peer: ORIGIN.peer, scope: toBase32(scope), reason: 'scope_violation', detail: { hash: toHex(outside.hash), fact: factId(outside.hash, 0) } },
      { type: 'rejected_fact', peer: ORIGIN.peer, scope: toBase32(foreign.header.scope), reason: 'source_not_owned', detail: { hash: toHex(foreign.hash), fact: factId(foreign.hash, 1) } }
    ])
  })

  it('notes each refusal under the type that its code belongs to', async () => {
    const noted: Array<readonly [string | undefined, string]> = []
    const append = async ({ reason, type }: AuditEvent): Promise<'written'> => {
      noted.push([reason, type])
      return 'written'
    }
    const watched = await openReplica({ no: 2, audit: { append } })

    for (const { bytes } of HOSTILE) {
      await watched.replica.receive([await bytes()], ORIGIN)
    }

    await watched.stop()
    const codes = HOSTILE.map(({ verdict }) => verdict.slice(verdict.indexOf(' ') + 1))
    expect(noted.filter(([reason]) => reason !== 'clock_skew').map(([reason]) => reason)).to.deep.equal(codes)
    expect(Object.fromEntries(noted)).to.deep.include({
      malformed: 'integrity_failure',
      too_large: 'integrity_failure',
      invalid_signature: 'integrity_failure',
      not_admitted: 'rejected_fact',
      source_not_owned: 'rejected_fact',
      scope_violation: 'scope_violation',
      hlc_skew: 'hlc_anomaly'
    })
  })

  it('takes in what is new, once, and says so', async () => {
    const bundle = await foreignBundle(author, [{}, { entity: 'user:second' }])
    const seen: unknown[] = []
    stage.replica.addEventListener('bundle:receive', ({ detail }) => { seen.push([detail.bundle.hash, detail.origin, detail.scope.name]) })

    expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.deep.equal([{ result: 'accept', hash: bundle.hash, known: false }])
    expect(await stage.replica.receive([bundle.bytes], ORIGIN)).to.deep.equal([{ result: 'accept', hash: bundle.hash, known: true }])
    expect(stage.replica.counters()).to.include({ accepted: 1, known: 1 })
    expect(seen).to.deep.equal([[bundle.hash, ORIGIN, 'public']])
    expect(stage.journal.stat().appended).to.equal(1)
    expect(await publicBundles(stage)).to.deep.equal([bundle.bytes])

    const [record] = await scanAll(stage)
    expect(record).to.include({ author: peerIdText(author.publicKey), receivedFrom: ORIGIN.peer, receivedVia: 'sync', attested: true })
    expect(await stage.replica.has(bundle.hash)).to.equal(true)
  })

  it('takes one of many simultaneous offers', async () => {
    const bundle = await foreignBundle(author, [{}])
    const offers = Array.from({ length: 8 }, async (_, i) => stage.replica.receive(i % 2 === 0 ? [bundle.bytes] : [bundle.bytes, bundle.bytes], ORIGIN))
    const verdicts = (await Promise.all(offers)).flat()

    expect(verdicts.filter(verdict => verdict.result === 'accept' && !verdict.known)).to.have.lengthOf(1)
    expect(verdicts.filter(verdict => verdict.result === 'accept' && verdict.known)).to.have.lengthOf(11)
    expect(stage.journal.stat().appended).to.equal(1)
  })

  it('writes the bundles of one offer as one group', async () => {
    const bundles = await Promise.all(Array.from({ length: 40 }, async (_, lane) => foreignBundle(author, [{}], { lane: new Uint8Array(8).fill(lane) })))
    const { syncs } = stage.journal.stat()
    const offers = [bundles.slice(0, 30), bundles.slice(30)].map(async offer => stage.replica.receive(offer.map(({ bytes }) => bytes), ORIGIN))
    await Promise.all(offers)

    expect(stage.journal.stat()).to.include({ appended: 40 })
    expect(stage.journal.stat().syncs - syncs).to.be.at.most(2)
  })

  it('judges each bundle of a frame alone', async () => {
    const good = await foreignBundle(author, [{}])
    const foreign = await foreignBundle(author, [{}], { net: 'other' })
    const verdicts = await stage.replica.receive([foreign.bytes, good.bytes, new Uint8Array(3), good.bytes], ORIGIN)

    expect(verdicts.map(textOf)).to.deep.equal(['reject scope_violation', 'accept', 'reject malformed', 'accept'])
  })

  it('takes names that the author declared', async () => {
    await stage.stop()
    stage = await openReplica({ no: 2, namesOf: peer => peer === peerIdText(author.publicKey) ? ['node-c'] : [] })
    const bundle = await foreignBundle(author, [{ source: 'stigmem://node-c/user/alice' }])
    const [verdict] = await stage.replica.receive([bundle.bytes], ORIGIN)

    expect(verdict.result).to.equal('accept')
    expect((await scanAll(stage))[0]).to.have.property('attested', true)
  })

  it('works in bounded memory: offers beyond the bound wait', async () => {
    await stage.stop()
    stage = await openReplica({ no: 2, replica: { receiveBytesMax: 1 } })
    const bundles = await Promise.all(Array.from({ length: 5 }, async (_, seq) => foreignBundle(author, [{}], { seq: 1, lane: new Uint8Array(8).fill(seq) })))
    const verdicts = await Promise.all(bundles.map(async ({ bytes }) => stage.replica.receive([bytes], ORIGIN)))

    expect(verdicts.flat().map(textOf)).to.deep.equal(Array.from({ length: 5 }, () => 'accept'))
  })

  it('stamps above what it has seen', async () => {
    await stage.replica.receive([(await foreignBundle(author, [{}], { hlc: { wallMs: NOW_MS + 50_000, counter: 9 } })).bytes], ORIGIN)
    const [record] = await write(stage, someFactDrafts(1))

    expect(record.hlc).to.equal('1767225650000.00010')
  })

  it('keeps both bundles of an equivocation and counts it', async () => {
    const one = await foreignBundle(author, [{}])
    const other = await foreignBundle(author, [{ entity: 'user:other' }])
    const third = await foreignBundle(author, [{ entity: 'user:third' }])
    await stage.replica.receive([one.bytes, other.bytes], ORIGIN)
    await stage.replica.receive([third.bytes], ORIGIN)

    expect(stage.replica.counters()).to.include({ accepted: 3, equivocation: 2 })
    expect(await scanAll(stage, { author: peerIdText(author.publicKey) })).to.have.lengthOf(3)
  })

  it('names the heads of other chains as parents, once', async () => {
    const first = await foreignBundle(author, [{}])
    const second = await foreignBundle(author, [{}], { seq: 2, prev: first.hash, hlc: { wallMs: NOW_MS, counter: 1 } })
    const other = await foreignBundle(someSigner(8), [{}])
    await stage.replica.receive([first.bytes, second.bytes], ORIGIN)
    await stage.replica.receive([other.bytes], ORIGIN)
    const [a] = await write(stage, someFactDrafts(1))
    const [b] = await write(stage, someFactDrafts(1))
    const own = new Map((await publicBundles(stage)).map(decodeBundle).map(({ header, hash }) => [toHex(hash), header]))
    const proofs = await Promise.all([a, b].map(async ({ id }) => stage.replica.proof(id)))
    const headers = proofs.map(proof => [...own.values()].find(header => toHex(encodeHeader(header)) === toHex(proof?.headerBytes ?? new Uint8Array())))

    expect(headers[0]?.parents).to.deep.equal([other.hash, second.hash])
    expect(headers[1]?.parents).to.deep.equal([])
  })

  it('leaves heads out beyond eight, and says so', async () => {
    const bundles = await Promise.all(Array.from({ length: 10 }, async (_, no) => foreignBundle(author, [{}], { lane: new Uint8Array(8).fill(no) })))
    await stage.replica.receive(bundles.map(({ bytes }) => bytes), ORIGIN)
    await write(stage, someFactDrafts(1))
    const own = (await publicBundles(stage)).map(decodeBundle).find(({ header }) => toHex(header.author) === toHex(stage.signer.publicKey))

    expect(own?.header.parents).to.have.lengthOf(8)
    expect(own?.header.parentsTruncated).to.equal(true)
  })

  it('keeps kinds that it does not know, without effect', async () => {
    const bundle = await foreignBundle(author, [{ kind: 200, relation: 'factmesh:later', value: { type: 'null', v: null } }])
    const [verdict] = await stage.replica.receive([bundle.bytes], ORIGIN)

    expect(verdict.result).to.equal('accept')
    expect(await scanAll(stage, { entity: 'user:person-0' })).to.deep.equal([])
    expect(await scanAll(stage)).to.deep.equal([])
    expect(stage.replica.scopes()[0]).to.include({ facts: 1, bundles: 1 })
  })
})

function textOf (verdict: Verdict): string {
  return verdict.result === 'accept' ? 'accept' : `${verdict.result} ${verdict.code}`
}

async function stateOf (stage: Stage): Promise<unknown> {
  return { end: stage.journal.end, index: await dump(stage), scopes: stage.replica.scopes() }
}

async function bytesOf (changes: Parameters<typeof foreignBundle>[2]): Promise<Uint8Array> {
  return (await foreignBundle(author, [{}], changes)).bytes
}

/** A bundle whose header begins with another version: the one byte behind the header's list head. */
async function ofVersion (version: number): Promise<Uint8Array> {
  const bundle = await foreignBundle(author, [{}])
  const bytes = bundle.bytes.slice()
  bytes[bundle.headerBytes.byteOffset - bundle.bytes.byteOffset + 1] = version
  return bytes
}

async function withSignature (bytes: Uint8Array): Promise<Uint8Array> {
  const bundle = decodeBundle(bytes)
  const forged = bytes.slice()
  forged.set(await someSigner(8).sign(bundle.headerBytes), bundle.signature.byteOffset - bytes.byteOffset)
  return forged
}
