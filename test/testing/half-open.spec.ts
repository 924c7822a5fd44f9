import { createTestMesh } from '../../src/testing/index.ts'
import { draftOf, isConnected, until } from '../fixtures/meshes.ts'
import type { TestMesh } from '../../src/testing/index.ts'

/** Milliseconds in which both ends must have noticed: a ping every 3 s with a limit of 3 s, and a machine with much else to do. */
const NOTICED_MS = 30_000

describe('a connection of which one direction is dead', () => {
  let mesh: TestMesh

  beforeEach(async () => {
    mesh = await createTestMesh({ size: 2, topology: 'line' })
    await mesh.connected()
  })

  afterEach(async () => {
    await mesh.stop()
  })

  const expectHealed = async (way: 'there' | 'back'): Promise<void> => {
    const [one, other] = [mesh.node(0), mesh.node(1)]
    const before = one.libp2p.getConnections().map(({ id }) => id)
    mesh.link(0, 1).cut(way)
    await until('its end was noticed', () => one.libp2p.getConnections().every(({ id }) => !before.includes(id)), NOTICED_MS)
    await until('neither end counts on the other', () => !isConnected(one, other) && !isConnected(other, one), NOTICED_MS)
    const { id } = await one.assert(draftOf(1))
    mesh.link(0, 1).mend(way)
    await until('the fact arrived', async () => other.get(id), NOTICED_MS)
    await until('both count on each other', () => isConnected(one, other) && isConnected(other, one), NOTICED_MS)
  }

  it('is closed by its pings when nothing comes there, and made again once the link is whole', async () => {
    await expectHealed('there')
  })

  it('is closed by its pings when nothing comes back, and made again once the link is whole', async () => {
    await expectHealed('back')
  })
})
