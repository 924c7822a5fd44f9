import { expect } from 'aegir/chai'
import { createFactMesh } from '../../src/index.ts'
import type { FactMesh } from '../../src/index.ts'

const ASKED = { entity: 'user:alice', relation: 'memory:role' }

describe('audit of queries', () => {
  let mesh: FactMesh
  let id: string

  async function open (auditQueries: boolean): Promise<void> {
    mesh = await createFactMesh({ auditQueries, listen: [], libp2p: { transports: 'memory' } })
    id = (await mesh.assert({ ...ASKED, value: { type: 'string', v: 'admin' } })).id
  }

  async function noted (): Promise<unknown[]> {
    const { records } = await mesh.audit({ type: 'query', order: 'oldest' })

    return records.map(({ detail, reason }) => ({ asked: reason, ...detail }))
  }

  afterEach(async () => {
    await mesh.stop()
  })

  it('notes each question once, with what was answered', async () => {
    await open(true)
    await mesh.page(ASKED)
    const { cut } = await mesh.resolve(ASKED)

    for await (const fact of mesh.query(ASKED)) {
      expect(fact.id).to.equal(id)
    }

    expect(await noted()).to.deep.equal([
      { asked: 'facts', query: JSON.stringify(ASKED), facts: [id], total: 1 },
      { asked: 'resolve', query: JSON.stringify(ASKED), lens: 'vote-aware-consensus', cut, winner: id, candidates: 1 },
      { asked: 'stream', query: JSON.stringify(ASKED), total: 1 }
    ])
  })

  it('notes nothing unless it is asked to', async () => {
    await open(false)
    await mesh.page(ASKED)
    await mesh.resolve(ASKED)
    expect(await noted()).to.deep.equal([])
  })
})
