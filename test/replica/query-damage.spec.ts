import { expect } from 'aegir/chai'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { ContentMissingError } from '../../src/replica/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { foreignBundle, openReplica, ORIGIN, publicBundles, scanAll, someFactDraft, someFactDrafts, write } from '../fixtures/replicas.ts'
import type { Stage } from '../fixtures/replicas.ts'

/** Position in a record of the first byte of its payload. */
const PAYLOAD_AT = 40

describe('queries over a damaged journal', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openReplica()
  })

  afterEach(async () => {
    await stage.stop()
  })

  it('leave out a damaged fact, and name its bundle, whatever leads to it', async () => {
    const [kept] = await write(stage, [someFactDraft(0)])
    const [broken] = await write(stage, [someFactDraft(1)])
    await damageRecords(1, 300)

    for (const query of [{}, { relation: 'memory:role' }, { source: broken.source }, { author: stage.peer }]) {
      const page = await stage.replica.query(query)
      expect(page.facts.map(({ id }) => id), JSON.stringify(query)).to.deep.equal([kept.id])
      expect(page).to.deep.include({ partial: true, missing: [broken.bundle] })
    }

    expect(await stage.replica.query({ entity: 'user:person-1' })).to.deep.include({ facts: [], partial: true, missing: [broken.bundle] })
    expect(await stage.replica.query({ entity: 'user:person-0' })).to.not.have.property('partial')
    expect(await scanAll(stage)).to.have.lengthOf(1)
  })

  it('say that a known fact cannot be read, and that an unknown one is not there', async () => {
    const [broken] = await write(stage, [someFactDraft(1)])
    await damageRecords(0, 300)

    await expect(stage.replica.get(broken.id)).to.eventually.be.rejectedWith(ContentMissingError).with.property('code', 'content_missing')
    expect(await stage.replica.get(`${broken.bundle}.7`)).to.equal(undefined)
  })

  it('go on page by page past what is damaged', async () => {
    for (let no = 0; no < 6; no++) {
      await write(stage, [someFactDraft(no)])
    }
    await damageRecords(2, 300)
    const entities: string[] = []
    let cursor: string | null | undefined

    do {
      const page = await stage.replica.query({ limit: 2, cursor: cursor ?? undefined })
      entities.push(...page.facts.map(({ entity }) => entity))
      cursor = page.cursor
    } while (cursor != null)

    expect(entities).to.deep.equal([0, 1, 3, 4, 5].map(no => `user:person-${no}`))
  })

  it('pick between rivals that can be read', async () => {
    const author = someSigner(7)
    const foreign = await foreignBundle(author, [{ entity: 'user:person-0' }])
    await write(stage, someFactDrafts(1))
    await stage.replica.receive([foreign.bytes], ORIGIN)
    await damageRecords(1, 300)
    const page = await stage.replica.query({ entity: 'user:person-0', includeContradicted: true })

    expect(page.facts).to.have.lengthOf(1)
    expect(page.partial).to.equal(true)
  })

  it('begin a new chain when the head of the old one cannot be read', async () => {
    await write(stage, [someFactDraft(0)])
    await write(stage, [someFactDraft(1)])
    await write(stage, [someFactDraft(2)], 'local')
    const lane = await laneOfLast()
    await damageRecords(1, 60)
    stage = await stage.crash()
    const [record] = await write(stage, [someFactDraft(3)])
    const own = (await publicBundles(stage)).map(decodeBundle).find(({ facts, header }) => header.seq === 1 && facts.length === 1 && header.hlc.counter > 0)

    expect(await stage.replica.get(record.id)).to.deep.equal(record)
    expect(own?.header.prev).to.equal(null)
    expect(own?.header.lane).to.not.deep.equal(lane)
  })

  async function laneOfLast (): Promise<Uint8Array | undefined> {
    return (await publicBundles(stage)).map(decodeBundle).at(-1)?.header.lane
  }

  /** Changes one byte of the payload of the record with that number. */
  async function damageRecords (no: number, position: number): Promise<void> {
    const offsets: number[] = []

    for await (const { offset } of stage.journal.records()) {
      offsets.push(offset)
    }

    const [segment] = (await stage.files.list('/home/journal')).filter(name => name.endsWith('.seg'))
    const handle = await stage.files.open(`/home/journal/${segment}`, 'write')
    const at = offsets[no] + PAYLOAD_AT + position
    const byte = new Uint8Array(1)
    await handle.read(byte, at)
    await handle.write([Uint8Array.of(byte[0] ^ 0x10)], at)
    await handle.sync()
    await handle.close()
  }
})
