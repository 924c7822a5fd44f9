import { expect } from 'aegir/chai'
import { InvalidConfigError } from '../../src/mesh/index.ts'
import { createTestMesh, NodeDownError, NotConvergedError } from '../../src/testing/index.ts'
import { draftOf, rootOf, until } from '../fixtures/meshes.ts'
import type { TestMesh, TestMeshInit } from '../../src/testing/index.ts'

/** The seed of all meshes here; a wait that ends in vain names it. */
const SEED = 41

describe('a test mesh', () => {
  let net: TestMesh | undefined

  const make = async (init: TestMeshInit): Promise<TestMesh> => {
    net = await createTestMesh({ seed: SEED, ...init })
    return net
  }

  /** The numbers that a node holds, sorted. */
  const numbersOf = async (net: TestMesh, index: number): Promise<number[]> => {
    const numbers: number[] = []
    for await (const { value } of net.node(index).query()) { numbers.push(Number(value.v)) }
    return numbers.sort((a, b) => a - b)
  }

  const haveSameRoot = async (net: TestMesh, ...group: number[]): Promise<void> => {
    await until(`${group.join(', ')} agree`, () => new Set(group.map(index => rootOf(net.node(index)))).size === 1)
  }

  /** How many connections lead from one group to another. */
  const linksAcross = (net: TestMesh, ...groups: number[][]): number => {
    const groupOf = new Map(groups.flatMap((members, group) => members.map(index => [net.node(index).libp2p.peerId.toString(), group])))
    return groups.flatMap((members, group) => members.flatMap(index => net.node(index).libp2p.getConnections()
      .filter(({ remotePeer, status }) => status === 'open' && groupOf.get(remotePeer.toString()) !== group))).length
  }

  afterEach(async () => {
    await net?.stop()
    net = undefined
  })

  it('converges after everybody wrote', async () => {
    const net = await make({ size: 5 })
    await Promise.all([0, 1, 2, 3, 4].map(async index => net.node(index).assert(draftOf(index))))
    await net.converged()
    for (const index of [0, 1, 2, 3, 4]) { expect(await numbersOf(net, index)).to.deep.equal([0, 1, 2, 3, 4]) }
  })

  it('carries facts along a line', async () => {
    const net = await make({ size: 4, topology: 'line' })
    await net.node(0).assert(draftOf(0))
    await net.node(3).assert(draftOf(3))
    await net.converged()
    expect(await numbersOf(net, 3)).to.deep.equal([0, 3])
  })

  it('has the same peers for the same seed', async () => {
    const peersOf = async (seed: number): Promise<string[]> => {
      const net = await make({ size: 2, seed, topology: 'none' })
      const peers = [net.node(0).peerId, net.node(1).peerId]
      await net.stop()
      return peers
    }
    const [first, second, other] = [await peersOf(1), await peersOf(1), await peersOf(2)]
    expect(second).to.deep.equal(first)
    expect(new Set([...first, ...other]).size).to.equal(4)
  })

  describe('in a partition', () => {
    it('is cut at once, nothing crosses, and everything comes together when it heals', async () => {
      const net = await make({ size: 5 })
      net.partition([0, 1], [2, 3])
      expect(linksAcross(net, [0, 1], [2, 3], [4])).to.equal(0)
      await Promise.all([0, 1, 2, 3, 4].map(async index => net.node(index).assert(draftOf(index))))
      await haveSameRoot(net, 0, 1)
      await haveSameRoot(net, 2, 3)
      await net.connected()
      for (const [group, numbers] of [[[0, 1], [0, 1]], [[2, 3], [2, 3]], [[4], [4]]]) {
        for (const index of group) { expect(await numbersOf(net, index)).to.deep.equal(numbers) }
      }
      await expect(net.converged({ timeoutMs: 0 })).to.eventually.be.rejectedWith(NotConvergedError)
      expect(linksAcross(net, [0, 1], [2, 3], [4])).to.equal(0)
      net.heal()
      await net.connected()
      await net.converged()
      for (const index of [0, 1, 2, 3, 4]) { expect(await numbersOf(net, index)).to.deep.equal([0, 1, 2, 3, 4]) }
    })

    it('lets no dial through that was under way', async () => {
      const net = await make({ size: 4 })
      const groups = [[0, 1], [2, 3]]
      const crossed: string[] = []
      for (let round = 0; round < 10; round++) {
        net.partition(...groups)
        net.heal()
        await Promise.resolve()
        net.partition(...groups)
        await net.node(0).assert(draftOf(round))
        await haveSameRoot(net, 0, 1)
        if (linksAcross(net, ...groups) > 0) { crossed.push(`round ${round}`) }
      }
      expect(crossed).to.deep.equal([])
      expect(await numbersOf(net, 2)).to.deep.equal([])
      net.heal()
      await net.converged()
      expect(await numbersOf(net, 2)).to.have.lengthOf(10)
    })

    it('can be parted anew', async () => {
      const net = await make({ size: 3 })
      net.partition([0, 1], [2])
      await net.node(0).assert(draftOf(0))
      await haveSameRoot(net, 0, 1)
      net.partition([1, 2], [0])
      net.heal()
      net.partition([1, 2], [0])
      await net.connected()
      await haveSameRoot(net, 1, 2)
      expect(await numbersOf(net, 2)).to.deep.equal([0])
    })
  })

  describe('after a crash', () => {
    it('keeps exactly what was answered for, on a memory disk', async () => {
      const net = await make({ size: 1 })
      const answered: number[] = []
      for (let number = 0; number < 50; number++) {
        await net.node(0).assert(draftOf(number))
        answered.push(number)
      }
      const node = net.node(0)
      const underWay = Array.from({ length: 500 }, async (_, index) => {
        await node.assert(draftOf(1_000 + index))
        answered.push(1_000 + index)
      })
      await Promise.race(underWay)
      await net.crash(0)
      await Promise.allSettled(underWay)
      await net.restart(0)
      const kept = await numbersOf(net, 0)
      expect(kept.length).to.equal(new Set(kept).size)
      expect(answered.filter(number => !kept.includes(number)), 'answered and lost').to.deep.equal([])
      expect(kept.filter(number => number >= 50 && number < 1_000)).to.deep.equal([])
      await net.node(0).assert(draftOf(9_999))
      expect(await numbersOf(net, 0)).to.deep.equal([...kept, 9_999])
    })

    it('takes part again, with the same key, and writes without equivocation', async () => {
      const net = await make({ size: 3 })
      await net.node(0).assert(draftOf(0))
      await net.converged()
      const { peerId } = net.node(0)
      await net.crash(0)
      expect(() => net.node(0)).to.throw(NodeDownError).with.property('index', 0)
      await net.node(1).assert(draftOf(1))
      await net.converged()
      expect((await net.restart(0)).peerId).to.equal(peerId)
      await net.node(0).assert(draftOf(2))
      await net.connected()
      await net.converged()
      for (const index of [0, 1, 2]) {
        expect(await numbersOf(net, index)).to.deep.equal([0, 1, 2])
        expect(net.node(index).status().counters.bundles).to.deep.include({ equivocation: 0 })
      }
    })

    it('stays out of a partition that began while it was down', async () => {
      const net = await make({ size: 3 })
      await net.crash(0)
      net.partition([1, 2], [0])
      await net.node(1).assert(draftOf(1))
      await net.restart(0)
      await haveSameRoot(net, 1, 2)
      expect(await numbersOf(net, 0)).to.deep.equal([])
      net.heal()
      await net.converged()
      expect(await numbersOf(net, 0)).to.deep.equal([1])
    })
  })

  it('tells the seed and the state of each node when a wait ends in vain', async () => {
    const net = await make({ size: 2, seed: 7_007 })
    net.partition([0], [1])
    await net.node(0).assert(draftOf(0))
    const error = await net.converged({ timeoutMs: 20 }).catch((error: unknown) => error)
    expect(error).to.be.an.instanceOf(NotConvergedError).with.property('message').that.matches(/not converged \(seed 7007\)/)
    expect(error).to.have.property('states').with.lengthOf(2)
    expect(String(error)).to.match(/node 0: .*public 1 facts.*\n.*node 1: .*public 0 facts/)
  })

  it('leaves nothing behind when a node cannot be made', async () => {
    const init: TestMeshInit = { size: 3, node: index => index === 2 ? { net: 'NOT A NAME' } : {} }
    await expect(make(init)).to.eventually.be.rejectedWith(InvalidConfigError)
    await make({ size: 3 })
  })

  it('hands out the HTTP API of each node', async () => {
    const net = await make({ size: 1 })
    expect((await net.node(0).fetch('/livez')).status).to.equal(200)
  })

  it('grows to twenty nodes', async () => {
    const net = await make({ size: 20, topology: 'ring' })
    await Promise.all(Array.from({ length: 20 }, async (_, index) => net.node(index).assert(draftOf(index))))
    await net.converged()
    expect(await numbersOf(net, 10)).to.have.lengthOf(20)
  }).timeout(60_000)
})
