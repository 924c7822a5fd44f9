import { expect } from 'aegir/chai'
import { decodeBundle, redactFacts } from '../../src/model/bundle/index.ts'
import { MemoryFiles, platform } from '../../src/platform/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { flipBit } from '../fixtures/journal-damage.ts'
import { segmentPath } from '../fixtures/journal.ts'
import { draftOf, isConnected, rootOf, until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit, ScopeAgreement } from '../../src/mesh/index.ts'
import type { Replica } from '../../src/replica/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

const FACTS = 3
const HOME = '/home'

describe('mesh: content that is missing', () => {
  let net: TestMesh

  afterEach(async () => { await net.stop() })

  /** Three nodes that do not know each other and tell nothing by gossip. */
  async function make (node: (index: number) => Partial<FactMeshInit> = () => ({})): Promise<[FactMesh, FactMesh, FactMesh]> {
    net = await createTestMesh({ size: 3, topology: 'none', syncIntervalMs: 500, node: index => ({ gossip: false, ...node(index) }) })

    return [net.node(0), net.node(1), net.node(2)]
  }

  async function join (dialler: FactMesh, listener: FactMesh): Promise<void> {
    await dialler.addPeer(listener.multiaddrs()[0])
    await until('both accepted each other', () => isConnected(dialler, listener) && isConnected(listener, dialler))
  }

  it('comes from whoever has it when a relay put digests in its place, and nothing is in sync before', async () => {
    const [author, relay, third] = await make()

    for (let number = 0; number < FACTS; number++) {
      await author.append([draftOf(number), draftOf(number + FACTS)])
    }

    await relayRedacted(author, relay)
    await join(third, relay)
    await until('the headers came', () => rootOf(third) === rootOf(author))
    await until('both compared', () => agreementOf(third).peers.some(({ equalAtMs }) => equalAtMs != null))
    await third.syncNow()
    expect(agreementOf(third)).to.include({ wanted: FACTS, inSync: false, state: 'not in sync: 3 bundles are wanted' })
    expect(agreementOf(third).peers.map(({ inSync }) => inSync)).to.deep.equal([false])
    expect(await third.page({})).to.deep.include({ partial: true, total: 0 })
    expect(third.status().warnings.filter(warning => warning.startsWith('content_wanted: '))).to.have.length(1)

    await join(third, author)
    await until('the third is in sync', () => agreementOf(third).inSync)
    expect(await numbersOf(third)).to.deep.equal([0, 1, 2, 3, 4, 5])
    expect(await third.page({})).to.not.have.property('partial')
    await join(relay, author)
    await net.converged()
    expect(await numbersOf(relay)).to.deep.equal([0, 1, 2, 3, 4, 5])
  })

  it('comes from whoever has it when one of three replicas lost it', async () => {
    const files = new MemoryFiles()
    const machine = platform()
    const [author, damaged, third] = await make(index => index === 1 ? { home: HOME, platform: { ...machine, name: 'simulated', files, processes: { pid: 1, startStamp: async () => undefined } } } : {})

    for (let number = 0; number < FACTS; number++) {
      await author.assert(draftOf(number))
    }

    await join(damaged, author)
    await until('the copy is whole', () => rootOf(damaged) === rootOf(author))
    net.partition([0], [1, 2])
    await flipBit(files, 0, await positionOf(files, 'thing:1'))
    await join(third, damaged)
    await until('the damage was met', async () => (await damaged.page({ entity: 'thing:1' })).partial === true && agreementOf(damaged).wanted === 1)
    await until('the third has the rest', async () => (await numbersOf(third)).length === FACTS - 1 && rootOf(third) === rootOf(damaged))
    await damaged.syncNow()
    expect(agreementOf(damaged)).to.include({ inSync: false, state: 'not in sync: 1 bundle is wanted' })
    expect(agreementOf(third).wanted, 'what nobody has sent is wanted by who lost it').to.equal(0)
    await until('the third found the same root', () => agreementOf(third).peers.some(({ equalAtMs }) => equalAtMs != null))
    await third.syncNow()
    expect(rootOf(third)).to.equal(rootOf(damaged))
    expect(agreementOf(third)).to.include({ absent: 1, inSync: false, state: 'not in sync: 1 bundle is absent' })
    expect(agreementOf(third).peers.map(({ inSync }) => inSync)).to.deep.equal([false])
    expect(agreementOf(third).absentBundles.map(({ as, namedBy: { author: by, seq } }) => [as, by, seq])).to.deep.equal([['previous', author.peerId, 3]])
    expect(third.status().warnings.filter(warning => warning.startsWith('bundles_absent: '))).to.have.length(1)
    expect(third.metrics().find(({ name }) => name === 'factmesh_replica_absent_bundles')?.samples[0]).to.deep.equal({ labels: { scope: 'public' }, value: 1 })

    net.heal()
    await join(third, author)
    await join(damaged, author)
    await until('all are in sync', () => [author, damaged, third].every(mesh => agreementOf(mesh).inSync))
    expect(await numbersOf(damaged)).to.deep.equal([0, 1, 2])
    expect(await numbersOf(third)).to.deep.equal([0, 1, 2])
    expect(agreementOf(third)).to.include({ absent: 0 })
    expect(agreementOf(third).absentBundles).to.deep.equal([])
  })
})

/** Where a text stands in the first segment of a journal. */
async function positionOf (files: MemoryFiles, text: string): Promise<number> {
  const bytes = Array.from(await files.readFile(segmentPath(0)) ?? [], byte => String.fromCharCode(byte)).join('')

  return bytes.indexOf(text)
}

/** Hands a node what another one has, with digests in place of all facts. */
async function relayRedacted (from: FactMesh, to: FactMesh): Promise<void> {
  const replica = replicaOf(from)
  const keys = [...replica.snapshot(publicScopeId(from.net))?.keys() ?? []]
  const bundles = (await replica.bundlesByHash(keys.map(key => key.slice(8)))).flatMap(bytes => bytes == null ? [] : decodeBundle(bytes))
  await replicaOf(to).receive(bundles.map(bundle => redactFacts(bundle, bundle.facts.keys())), { via: 'sync', peer: from.peerId })
}

/** The replica inside a mesh: nobody who is outside puts digests into one. */
function replicaOf (mesh: FactMesh): Replica {
  return (mesh as unknown as { readonly parts: { readonly replica: Replica } }).parts.replica
}

function agreementOf (mesh: FactMesh): ScopeAgreement {
  return mesh.agreement().scopes[0]
}

/** The numbers that a node holds, sorted. */
async function numbersOf (mesh: FactMesh): Promise<number[]> {
  const numbers: number[] = []
  for await (const { value } of mesh.query()) { numbers.push(Number(value.v)) }

  return numbers.sort((a, b) => a - b)
}
