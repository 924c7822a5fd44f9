import { expect } from 'aegir/chai'
import { createTestMesh } from '../../src/testing/index.ts'
import { draftOf, isConnected, next, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

describe('mesh: causes before effects', () => {
  let net: TestMesh

  afterEach(async () => { await net?.stop() })

  /** Lets one node dial another, and resolves once both have accepted each other. */
  async function join (dialler: FactMesh, listener: FactMesh): Promise<void> {
    await dialler.addPeer(listener.multiaddrs()[0])
    await until('both accepted each other', () => isConnected(dialler, listener) && isConnected(listener, dialler))
  }

  it('brings what the author of a gossiped fact had seen, without a sync run', async () => {
    net = await createTestMesh({ size: 3, topology: 'none', syncIntervalMs: false })
    const [author, witness, newcomer] = [net.node(0), net.node(1), net.node(2)]
    await join(author, witness)
    const heard = next(witness, 'bundle:receive')
    const cause = await author.assert(draftOf(1))
    await heard
    await join(newcomer, witness)
    const told = next(newcomer, 'bundle:receive', ({ origin }) => origin.via === 'gossip')
    const effect = await witness.assert(draftOf(2))
    await told
    await until('the effect is shown', async () => (await newcomer.get(effect.id))?.visible)
    expect(await newcomer.get(cause.id)).to.include({ visible: true, receivedVia: 'fetch', receivedFrom: witness.peerId })
    expect(await newcomer.get(effect.id)).to.include({ visible: true, receivedVia: 'gossip' }).and.not.have.property('causallyIncomplete')
  })

  it('closes the gap in a chain by a sync run when gossip shows it', async () => {
    net = await createTestMesh({ size: 2, topology: 'none', syncIntervalMs: false })
    const [author, newcomer] = [net.node(0), net.node(1)]

    for (let number = 0; number < 5; number++) {
      await author.assert(draftOf(number))
    }

    await join(newcomer, author)
    const synced = next(newcomer, 'sync:complete')
    await author.assert(draftOf(5))
    expect(await synced).to.include({ bundlesIn: 5 })
    await net.converged()
  })
})
