import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import { eventually } from '../fixtures/eventually.ts'
import type { FactMesh } from '../../src/index.ts'

const CANARY = 'canary that nobody may find 7b1c'

/** How often each spelling of a text stands in the files below a folder. */
async function hits (folder: string, text: string): Promise<number> {
  const plain = Buffer.from(text)
  const spellings = [plain, ...['hex', 'base64'].map(encoding => Buffer.from(plain.toString(encoding as BufferEncoding).slice(0, 32)))]
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
  const bytes = await Promise.all(files.map(async entry => readFile(join(entry.parentPath, entry.name))))

  return bytes.reduce((sum, file) => sum + spellings.filter(one => file.includes(one)).length, 0)
}

describe('a home from which content was erased', () => {
  let folder: string
  const open = async (): Promise<FactMesh> => createFactMesh({ home: join(folder, 'a'), listen: [], mdns: false, dht: false, libp2p: { transports: 'memory' } })

  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'factmesh-forget-')) })
  afterEach(async () => { await rm(folder, { recursive: true, force: true }) })

  it('holds it no more after a compaction, in no spelling, and still not after a restart', async () => {
    let mesh = await open()
    const draft = { entity: 'user:alice', relation: 'memory:secret', value: { type: 'string' as const, v: CANARY } }
    const other = await mesh.assert({ ...draft, entity: 'user:bob', value: { type: 'string', v: 'stays' } })
    const { id } = await mesh.assert(draft)
    expect(await hits(join(folder, 'a'), CANARY)).to.be.greaterThan(0)
    expect(await mesh.presence.forget(id, { reason: 'asked for' })).to.include({ state: 'erased' })
    expect(await mesh.compactJournal()).to.include({ dropped: 1 })
    expect(await hits(join(folder, 'a'), CANARY)).to.equal(0)
    expect(await hits(join(folder, 'a'), 'stays')).to.be.greaterThan(0)
    await mesh.stop()
    mesh = await open()
    await expect(mesh.get(id)).to.eventually.be.rejected.with.property('code', 'fact_erased')
    expect((await mesh.get(other.id))?.value).to.deep.equal({ type: 'string', v: 'stays' })
    expect((await mesh.verifyJournal()).damaged).to.equal(0)
    const page = await mesh.audit({ type: 'erasure' })
    expect(page.records.map(({ reason }) => reason)).to.deep.equal(['erased'])
    await eventually('the erased bundle is counted', () => mesh.status().scopes[0].erased === 1 ? true : undefined)
    await mesh.stop()
    expect(await hits(join(folder, 'a'), CANARY)).to.equal(0)
  })
})
