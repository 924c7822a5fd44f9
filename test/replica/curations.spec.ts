import { expect } from 'aegir/chai'
import { UnknownScopeError } from '../../src/replica/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { openReplica, write } from '../fixtures/replicas.ts'
import { carry, idsOf, listed, onlyConflict, rivalDraft, writeRivals } from '../fixtures/rivals.ts'
import type { Stage } from '../fixtures/replicas.ts'

describe('replica curations', () => {
  let stage: Stage
  let other: Stage

  beforeEach(async () => {
    stage = await openReplica({ no: 1 })
    other = await openReplica({ no: 2, clock: stage.clock })
  })

  afterEach(async () => {
    await stage.stop()
    await other.stop()
  })

  it('joins what is said under the names of one entity', async () => {
    await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2, { entity: 'user:al' })])
    expect(await idsOf(stage)).to.deep.equal([])
    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al' })
    const [conflict] = (await stage.replica.conflicts.list()).conflicts
    expect(conflict).to.include({ entity: 'user:alice', factsCount: 2, status: 'unresolved' })
    expect(await listed(stage, { entity: 'user:al' })).to.deep.equal([conflict])
    await stage.replica.conflicts.resolve(conflict.id)
    expect(await idsOf(stage, { status: 'resolved' })).to.deep.equal([conflict.id])
    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al', takeBack: true })
    expect(await idsOf(stage)).to.deep.equal([])
  })

  it('leads from the id of a conflict that an alias took in to the one that has it', async () => {
    await writeRivals(stage, 2, { entity: 'user:al' })
    const old = await onlyConflict(stage)
    await write(stage, [rivalDraft(stage, 5)])
    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al' })
    const joined = await onlyConflict(stage)

    expect(joined).to.not.equal(old)
    expect(await stage.replica.conflicts.get(old)).to.include({ id: joined, entity: 'user:alice', factsCount: 3 })
  })

  it('gives an alias that closes a circle no effect, whoever comes first', async () => {
    await stage.replica.curations.alias({ canonical: 'a:1', alias: 'b:1' })
    await expectFailure(stage.replica.curations.alias({ canonical: 'b:1', alias: 'a:1' }), 'FactRefusedError')
    await stage.replica.curations.alias({ canonical: 'a:1', alias: 'b:1' })
    await stage.replica.curations.alias({ canonical: 'b:1', alias: 'c:1' })
    await expectFailure(stage.replica.curations.alias({ canonical: 'c:1', alias: 'a:1' }), 'FactRefusedError')
    await expectFailure(stage.replica.curations.alias({ canonical: 'a:1', alias: 'a:1' }), 'FactRefusedError')

    expect((await stage.replica.curations.list('alias')).map(({ statement }) => statement)).to.deep.equal([
      { canonical: 'a:1', alias: 'b:1' }, { canonical: 'b:1', alias: 'c:1' }
    ])
  })

  it('takes aliases of this node only', async () => {
    await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2, { entity: 'user:al' })])
    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al' })
    await carry(stage, other)

    expect(await idsOf(stage)).to.have.lengthOf(1)
    expect(await idsOf(other)).to.deep.equal([])
  })

  it('remembers aliases, rules and editions over a restart and a rebuild of the index', async () => {
    await write(stage, [rivalDraft(stage, 1), rivalDraft(stage, 2, { entity: 'user:al' })])
    await stage.replica.curations.alias({ canonical: 'user:alice', alias: 'user:al' })
    await stage.replica.curations.edition({ name: 'spring' })
    const expected = await stage.replica.conflicts.list()
    expect(expected.conflicts).to.have.lengthOf(1)

    stage = await stage.crash()
    expect(await stage.replica.conflicts.list()).to.deep.equal(expected)
    stage = await stage.crash({ kv: memoryKV() })
    expect(await stage.replica.conflicts.list()).to.deep.equal(expected)
    expect((await stage.replica.curations.list('edition')).map(({ statement }) => statement)).to.deep.equal([{ name: 'spring' }])
  })

  it('refuses statements that break a rule', async () => {
    const { curations } = stage.replica

    await expectFailure(curations.edition({ name: 'summer', supersedes: 'spring' }), 'FactRefusedError')
    await expectFailure(curations.edition({ name: '' }), 'FactRefusedError')
    await expectFailure(curations.alias({ canonical: 'no uri', alias: 'a:1' }), 'FactRefusedError')
    await expectFailure(curations.rule({ relation: '', cardinality: 'many' }), 'FactRefusedError')
    await expectFailure(curations.rule({ relation: 'memory:role', cardinality: 'few' as 'one' }), 'FactRefusedError')
    await expectFailure(curations.rule({ relation: 'memory:role', cardinality: 'one', source: 'stigmem://other/agent' }), 'FactRefusedError')
    await expectFailure(curations.list('rule', { scope: 'nowhere' }), UnknownScopeError.name)
    expect(await curations.list('rule')).to.deep.equal([])
  })
})

async function expectFailure (call: Promise<unknown>, name: string): Promise<void> {
  await expect(call).to.eventually.be.rejected().with.property('name', name)
}
