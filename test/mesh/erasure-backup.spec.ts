import { expect } from 'aegir/chai'
import { createBackup, restoreBackup } from '../../src/mesh/index.ts'
import { MemoryFiles } from '../../src/platform/index.ts'
import { BACKUP, HOME, Machines, NET, RESTORED, withMesh } from '../fixtures/backups.ts'
import { bytesBelow } from '../fixtures/erasures.ts'
import { Meshes, rootOf, until } from '../fixtures/meshes.ts'
import type { FactMesh } from '../../src/mesh/index.ts'

const CANARY = { entity: 'thing:canary', relation: 'test:said', value: { type: 'string' as const, v: 'what nobody may find' } }

describe('a backup of a home with erased content', () => {
  const others = new Meshes()
  let files: MemoryFiles
  let machines: Machines

  beforeEach(() => {
    files = new MemoryFiles()
    machines = new Machines(files)
  })

  afterEach(async () => { await others.stop() })

  const backUp = async (): Promise<void> => { await createBackup({ home: HOME, folder: BACKUP, platform: machines.next() }) }
  const restore = async (): Promise<void> => { await restoreBackup({ folder: BACKUP, home: RESTORED, identityFile: `${HOME}/identity.key`, platform: machines.next() }) }
  const becomes = async (mesh: FactMesh, id: string, state: string): Promise<void> => {
    await until(`${id} is ${state}`, async () => (await mesh.presence.presence(id))?.state === state)
  }

  it('holds none of it once it was compacted, and brings back what is gone as gone', async () => {
    const { erased, kept, refused, root } = await withMesh(machines.next(), async mesh => {
      const [erased, refused, kept] = [await mesh.assert(CANARY), await mesh.assert({ ...CANARY, entity: 'thing:other' }), await mesh.assert({ ...CANARY, value: { type: 'string', v: 'stays' } })]
      await mesh.presence.forget(erased.id, { reason: 'asked for' })
      await mesh.presence.forget(refused.id, { hereOnly: true })
      await mesh.compactJournal()
      return { erased, refused, kept, root: rootOf(mesh) }
    })
    await backUp()
    expect(await bytesBelow(files, `${BACKUP}/journal`)).to.include('stays').and.to.not.include('nobody may find')
    await restore()
    await withMesh(machines.next(), async mesh => {
      await becomes(mesh, erased.id, 'erased')
      await becomes(mesh, refused.id, 'refused')
      expect((await mesh.get(kept.id))?.value).to.deep.equal({ type: 'string', v: 'stays' })
      expect(mesh.status().scopes[0]).to.include({ root, wanted: 0 })
    }, { home: RESTORED })
  })

  it('from before the erasure brings it back, until a peer tells of the erasure', async () => {
    const peer = await others.make({ net: NET, gossip: false })
    const { id } = await withMesh(machines.next(), async mesh => mesh.assert(CANARY))
    await backUp()
    await withMesh(machines.next(), async mesh => {
      await mesh.presence.forget(id, { reason: 'asked for' })
      await others.join(mesh, peer)
      await mesh.syncNow()
      await becomes(peer, id, 'erased')
    })
    await restore()
    await withMesh(machines.next(), async mesh => {
      expect(await mesh.presence.presence(id)).to.include({ state: 'here' })
      await others.join(mesh, peer)
      await mesh.syncNow()
      await becomes(mesh, id, 'erased')
      expect(await peer.presence.presence(id)).to.include({ state: 'erased' })
    }, { home: RESTORED })
  })
})
