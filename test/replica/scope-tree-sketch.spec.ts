import { expect } from 'aegir/chai'
import { toHex } from '../../src/model/bytes/index.ts'
import { ScopeTree } from '../../src/replica/trees/scope-tree.ts'
import { MemoryTreeStore } from '../fixtures/tree-store.ts'
import { keyOf } from '../fixtures/tree.ts'

const SCOPE = new Uint8Array(32).fill(0x5c)
const START_MS = 1_767_225_600_000
/** More keys than a sketch of the smallest size is for. */
const KEYS = Array.from({ length: 9_000 }, (_, number) => keyOf(number, START_MS + number * 50))

describe('scope tree: sketch', () => {
  /** Ends the pauses of a tree that grows its sketch, one a call. */
  let resume: Array<() => void>

  beforeEach(() => { resume = [] })

  function slowTree (store: MemoryTreeStore | undefined): { tree: ScopeTree, troubles: unknown[] } {
    const troubles: unknown[] = []
    const slow = async (): Promise<void> => new Promise(resolve => { resume.push(resolve) })

    async function * keys (): AsyncGenerator<Uint8Array> {
      yield * KEYS
    }

    return { troubles, tree: new ScopeTree({ scope: SCOPE, store, keys, pause: slow, onTrouble: err => { troubles.push(err) } }) }
  }

  /** Ends pauses until there is none; whoever waited goes on in between. */
  async function resumeAll (): Promise<number> {
    let pauses = 0

    for (let next = resume.pop(); next != null; next = resume.pop()) {
      next()
      pauses++

      for (let step = 0; step < 10; step++) {
        await Promise.resolve()
      }
    }

    return pauses
  }

  it('gets the cells that it lacks beside the work, once somebody wants a snapshot', async () => {
    const { tree, troubles } = slowTree(undefined)

    await tree.open(500)
    expect(resume).to.have.lengthOf(0)
    expect(tree.root()).to.not.equal(undefined)
    expect(resume).to.have.lengthOf(0)
    expect(tree.snapshot()?.sketch().size).to.equal(1_024)
    expect(tree.snapshot()?.sketch().size).to.equal(1_024)
    expect(resume).to.have.lengthOf(1)
    tree.add(keyOf(10_000, START_MS))
    expect(await resumeAll()).to.be.within(8, 10)
    expect(tree.snapshot()?.sketch()).to.include({ size: 4_096, count: KEYS.length + 1 })
    expect(resume).to.have.lengthOf(0)
    expect(troubles).to.have.lengthOf(0)
  })

  it('is made again beside the work when its rows are damaged, and stored by the next checkpoint', async () => {
    const store = new MemoryTreeStore()
    const { tree } = slowTree(store)

    await tree.open(500)
    tree.snapshot()
    await resumeAll()
    await tree.checkpoint(600)
    store.damage(`${toHex(SCOPE)}730001`, new Uint8Array(4_096))
    const { tree: again, troubles } = slowTree(store)

    expect(await again.open(600)).to.equal(600)
    expect(again.snapshot()?.sketch().size).to.equal(0)
    await resumeAll()
    const sketch = again.snapshot()?.sketch()

    expect(sketch?.size).to.equal(4_096)
    expect(sketch?.cells(0, 4_096, 8)).to.deep.equal(tree.snapshot()?.sketch().cells(0, 4_096, 8))
    await again.checkpoint(700)
    const { tree: last } = slowTree(store)

    await last.open(700)
    expect(last.snapshot()?.sketch().size).to.equal(4_096)
    expect(resume).to.have.lengthOf(0)
    expect(troubles).to.have.lengthOf(0)
  })

  it('stays as it is when the tree stops, and tells of damage that it meets', async () => {
    const stopped = slowTree(undefined)

    await stopped.tree.open(500)
    stopped.tree.snapshot()
    stopped.tree.stop()
    expect(await resumeAll()).to.equal(1)
    expect(stopped.troubles).to.have.lengthOf(0)

    const store = new MemoryTreeStore()
    await slowTree(store).tree.open(500)
    // One bit in each block.
    store.rows.forEach((value, key) => { store.damage(key, key.length > 80 ? value.with(-1, value[value.length - 1] ^ 1) : value) })
    const { tree, troubles } = slowTree(store)

    await tree.open(500)
    expect(tree.snapshot()?.sketch().size).to.equal(0)
    await resumeAll()
    expect(troubles.map(String)).to.deep.equal(['TreeCorruptError: The stored tree is damaged (hash)'])
    expect(tree.snapshot()).to.equal(undefined)
    await tree.settled()
    expect(tree.root()).to.deep.equal(stopped.tree.root())
  })
})
