import { stat } from 'node:fs/promises'
import { expect } from 'aegir/chai'
import { createTestMesh } from '../../src/testing/index.ts'
import { draftOf } from '../fixtures/meshes.ts'

describe('a test mesh on a real disk', () => {
  it('comes back from its folders, and removes them in the end', async () => {
    const net = await createTestMesh({ size: 2, storage: 'disk' })
    const homes = [net.node(0).home ?? '', net.node(1).home ?? '']
    try {
      expect(new Set(homes).size).to.equal(2)
      await net.node(0).assert(draftOf(1))
      await net.converged()
      await net.crash(0)
      await net.crash(1)
      await net.restart(1)
      expect((await net.node(1).page()).total).to.equal(1)
    } finally {
      await net.stop()
    }
    for (const home of homes) { await expect(stat(home)).to.eventually.be.rejected.with.property('code', 'ENOENT') }
  })
})
