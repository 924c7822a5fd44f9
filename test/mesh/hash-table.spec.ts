import { expect } from 'aegir/chai'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { isConnected, Meshes, until } from '../fixtures/meshes.ts'
import { expectFinds, holdersBy, SCOPE, TableNodes } from '../fixtures/tables.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { TableNode } from '../fixtures/tables.ts'

describe('the hash table', function () {
  this.timeout(300_000)

  const nodes = new TableNodes()
  const meshes = new Meshes()

  afterEach(async () => {
    await meshes.stop()
    await nodes.stop()
  })

  it('leads a new node with one address to each of 20 others, and to the two that hold a scope', async () => {
    await expectFinds(nodes, 20)
  })

  it('forgets a holder that does not say it again', async () => {
    const times = { validityMs: 300, cleanupMs: 50 }
    const first = await nodes.open(undefined, { times })
    const holder = await nodes.open(first, { times })
    const end = await nodes.hold(holder, [SCOPE])
    const seeker = await nodes.open(first, { times })
    await until('the holder was found', async () => (await holdersBy(seeker, SCOPE)).length === 1)
    await end()
    await holder.stop()
    await until('it is forgotten', async () => (await holdersBy(seeker, SCOPE)).length === 0)
  })

  it('keeps no values', async () => {
    const first = await nodes.open()
    const second = await nodes.open(first)
    const key = new TextEncoder().encode('/pk/anything at all')
    const answersTo = async (): Promise<string[]> => {
      const answers: string[] = []
      for await (const event of second.services.dht.put(key, new Uint8Array(8))) {
        if (event.name === 'QUERY_ERROR' || (event.name === 'PEER_RESPONSE' && event.messageName === 'PUT_VALUE')) { answers.push(event.name) }
      }
      return answers
    }
    expect(await until('somebody was asked', async () => {
      const answers = await answersTo()
      return answers.length > 0 ? answers : undefined
    })).to.deep.equal(['QUERY_ERROR'])
  })

  it('brings nodes that know one address together, and each says that it holds the public scope', async () => {
    const first = await meshes.make({ dht: true })
    const others: FactMesh[] = []
    for (let number = 0; number < 5; number++) { others.push(await meshes.make({ dht: true, bootstrap: first.multiaddrs() })) }
    const isMet = (mesh: FactMesh): boolean => others.filter(other => isConnected(mesh, other)).length >= 3
    await until('each of them has met others', () => others.every(isMet))
    const table = first.libp2p as TableNode
    await until('all holders are found', async () => (await holdersBy(table, publicScopeId(first.net))).length === 6)
  })
})
