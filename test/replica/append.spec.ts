import { expect } from 'aegir/chai'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { toHex } from '../../src/model/bytes/index.ts'
import { ClockBehindError, ReplicaStoppedError } from '../../src/replica/index.ts'
import { openReplica, publicBundles, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { AppendResult, FactDraft } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

describe('replica append', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('answers with the record of a durable fact', async () => {
    const [record] = await write(stage, [someFactDraft(1, { confidence: 0.25, validUntilMs: 1_800_000_000_000, lifecycle: 'approved', sourceClass: 'expert', hash: 'ab'.repeat(32) })])

    expect(record).to.deep.include({
      kind: 0,
      entity: 'user:person-1',
      relation: 'memory:role',
      value: { type: 'string', v: 'engineer number 1' },
      source: `stigmem://${stage.peer}/node/self`,
      confidence: 0.25,
      hlc: '1767225600000.00000',
      timestampMs: 1_767_225_600_000,
      validUntilMs: 1_800_000_000_000,
      scope: 'public',
      author: stage.peer,
      receivedFrom: null,
      receivedVia: 'local',
      receivedMs: 1_767_225_600_000,
      contradicted: false,
      attested: true,
      current: true,
      visible: true,
      lifecycle: 'approved',
      sourceClass: 'expert',
      hash: 'ab'.repeat(32)
    })
    expect(record.id).to.equal(`${record.bundle}.0`)
    expect(await stage.replica.get(record.id)).to.deep.equal(record)
  })

  it('judges each draft alone', async () => {
    const drafts: FactDraft[] = [
      someFactDraft(0),
      someFactDraft(1, { confidence: 1.1 }),
      someFactDraft(2, { value: { type: 'text', v: 'x'.repeat(65_537) } }),
      someFactDraft(3, { source: 'stigmem://node-a/user/alice' }),
      someFactDraft(4, { lifecycle: 'finished' }),
      someFactDraft(5, { sourceClass: 'gossip' }),
      someFactDraft(6, { hash: 'zz' }),
      someFactDraft(7, { validUntilMs: 0.5 }),
      someFactDraft(8, { entity: '' }),
      ...hostileDrafts(),
      someFactDraft(9)
    ]
    const results = await stage.replica.append(drafts)

    expect(results.map(verdictOf)).to.deep.equal([
      'accept',
      'malformed confidence',
      'too_large value',
      'source_not_owned source',
      'malformed lifecycle',
      'malformed sourceClass',
      'malformed hash',
      'malformed validUntilMs',
      'malformed entity',
      'malformed draft',
      'malformed draft',
      'malformed entity',
      'malformed value',
      'malformed value',
      'malformed derivedFrom',
      'malformed confidence',
      'accept'
    ])
    expect(stage.replica.scopes()[0]).to.include({ facts: 2, bundles: 1 })
  })

  it('refuses every draft for a scope that it does not hold', async () => {
    const results = await stage.replica.append(someFactDrafts(2), { scope: 'team' })

    expect(results.map(verdictOf)).to.deep.equal(['unknown_scope scope', 'unknown_scope scope'])
  })

  it('takes sources of its names and of nobody else', async () => {
    await stage.stop()
    stage = await openReplica({ names: ['node-a'] })
    const results = await stage.replica.append([
      someFactDraft(0, { source: 'stigmem://node-a/user/alice' }),
      someFactDraft(1, { source: 'stigmem://node-b/user/alice' }),
      someFactDraft(2, { source: 'user:alice' })
    ])

    expect(results.map(verdictOf)).to.deep.equal(['accept', 'source_not_owned source', 'source_not_owned source'])
  })

  it('seals a lone write alone and a crowd together', async () => {
    await write(stage, [someFactDraft(0)])
    expect(stage.replica.scopes()[0].bundles).to.equal(1)

    await Promise.all(someFactDrafts(256).map(async draft => write(stage, [draft])))
    expect(stage.replica.scopes()[0].facts).to.equal(257)
    expect(stage.replica.scopes()[0].bundles).to.be.at.most(4)
  })

  it('fills bundles to their limits and no further', async () => {
    const records = await write(stage, someFactDrafts(1_200))
    const long = await write(stage, Array.from({ length: 4 }, (_, no) => someFactDraft(no, { relation: 'memory:text', value: { type: 'text', v: 'é'.repeat(16_000) } })))
    const largest = await write(stage, [someFactDraft(0, { relation: 'memory:largest', value: { type: 'text', v: 'x'.repeat(65_536) } })])
    const bundles = (await publicBundles(stage)).map(decodeBundle)

    expect(new Set(records.map(({ id }) => id)).size).to.equal(1_200)
    expect(Math.max(...bundles.map(({ header }) => header.count))).to.be.at.most(512)
    expect(new Set(long.map(({ bundle }) => bundle)).size).to.be.greaterThan(1)
    expect(bundles.every(({ bytes, header }) => bytes.length <= 65_536 || header.count === 1)).to.equal(true)
    expect(largest[0].value).to.have.property('v').with.lengthOf(65_536)
  })

  it('chains bundles and stamps upwards, also while the wall stands or goes back', async () => {
    await write(stage, someFactDrafts(3))
    stage.clock.jump(-30_000)
    await write(stage, someFactDrafts(2))
    stage.clock.jump(90_000)
    await write(stage, someFactDrafts(1))
    const headers = (await publicBundles(stage)).map(decodeBundle)

    expect(headers.map(({ header }) => header.seq)).to.deep.equal([1, 2, 3])
    expect(headers.map(({ header }) => header.prev)).to.deep.equal([null, headers[0].hash, headers[1].hash])
    expect(headers.map(({ header }) => header.hlc)).to.deep.equal([
      { wallMs: 1_767_225_600_000, counter: 0 },
      { wallMs: 1_767_225_600_000, counter: 3 },
      { wallMs: 1_767_225_660_000, counter: 0 }
    ])
    expect(new Set(headers.map(({ header }) => toHex(header.lane))).size).to.equal(1)
  })

  it('refuses to write while its own facts lie too far ahead of the clock', async () => {
    await write(stage, [someFactDraft(0)])
    stage.clock.jump(-60_000)
    await write(stage, [someFactDraft(1)])
    stage.clock.jump(-5_000)

    await expect(stage.replica.append([someFactDraft(2)])).to.eventually.be.rejectedWith(ClockBehindError)
      .with.property('retryAfterMs', 5_000)
    stage.clock.jump(5_000)
    await write(stage, [someFactDraft(2)])
  })

  it('keeps the local scope out of everything that is shared', async () => {
    const [record] = await write(stage, [someFactDraft(0)], 'local')
    const local = stage.replica.scopes()[1]

    expect(record.scope).to.equal('local')
    expect(local).to.include({ name: 'local', facts: 1, bundles: 1, root: null })
    expect(stage.replica.shared().map(({ name }) => name)).to.deep.equal(['public'])
    expect(stage.replica.snapshot(new Uint8Array(32))).to.equal(undefined)
    expect(await publicBundles(stage)).to.deep.equal([])
    expect(await stage.replica.query({ scope: 'local' })).to.have.property('total', 1)
    expect(await stage.replica.query({ scope: 'public' })).to.have.property('total', 0)
  })

  it('announces a bundle after it is durable', async () => {
    const seen: number[] = []
    stage.replica.addEventListener('bundle:append', event => {
      seen.push(event.detail.bundle.header.count)
      stage.files.crash()
    })
    const [record] = await write(stage, [someFactDraft(0)])
    stage = await stage.crash()

    expect(seen).to.deep.equal([1])
    expect(await stage.replica.get(record.id)).to.have.property('entity', 'user:person-0')
  })

  it('answers long lists in order while others write', async () => {
    const [long, short] = await Promise.all([
      write(stage, someFactDrafts(3_000)),
      write(stage, [someFactDraft(9_999)])
    ])

    expect(long.map(({ entity }) => entity)).to.deep.equal(someFactDrafts(3_000).map(({ entity }) => entity))
    expect(short[0].entity).to.equal('user:person-9999')
    expect(await scanAll(stage)).to.have.lengthOf(3_001)
  })

  it('takes nothing after the stop and finishes what it took before', async () => {
    const pending = write(stage, someFactDrafts(600))
    const stopped = stage.replica.stop()

    expect(await pending).to.have.lengthOf(600)
    await stopped
    await expect(stage.replica.append([someFactDraft(0)])).to.eventually.be.rejectedWith(ReplicaStoppedError)
  })
})

/** What a caller without types may hand in. */
function hostileDrafts (): FactDraft[] {
  const drafts: unknown[] = [
    null,
    'user:alice',
    {},
    { ...someFactDraft(0), value: null },
    { ...someFactDraft(0), value: { type: 'number', v: 'one' } },
    { ...someFactDraft(0), derivedFrom: 5 },
    { ...someFactDraft(0), confidence: '1' }
  ]

  return drafts as FactDraft[]
}

function verdictOf (result: AppendResult): string {
  return result.result === 'accept' ? 'accept' : `${result.code} ${result.field}`
}
