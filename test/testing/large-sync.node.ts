import { expect } from 'aegir/chai'
import { createTestMesh } from '../../src/testing/index.ts'
import { printFigures } from '../fixtures/figures.ts'
import { draftOf, next, rootOf } from '../fixtures/meshes.ts'

const BUNDLES = 50_000

describe(`a sync of ${BUNDLES.toLocaleString('en')} bundles in one process`, function () {
  this.timeout(180_000)

  it('makes the roots equal, and brings no bundle twice', async () => {
    const net = await createTestMesh({ size: 2, topology: 'none', syncIntervalMs: 3_600_000, node: () => ({ gossip: false }) })

    try {
      const [writer, reader] = [net.node(0), net.node(1)]
      const startedMs = performance.now()

      for (let no = 0; no < BUNDLES; no++) {
        await writer.assert(draftOf(no))
      }

      const writtenMs = performance.now()
      const residentMb = process.memoryUsage.rss() / 2 ** 20
      let peakMb = residentMb
      const done = Promise.all([reader, writer].map(async node => next(node, 'sync:complete', ({ result }) => result === 'equal')))
      reader.addEventListener('sync:progress', () => { peakMb = Math.max(peakMb, process.memoryUsage.rss() / 2 ** 20) })
      await reader.addPeer(writer.multiaddrs()[0])
      const [run, sent] = await done
      const [scope] = reader.status().scopes.filter(({ name }) => name === 'public')

      expect(rootOf(reader)).to.equal(rootOf(writer))
      expect(scope).to.include({ bundles: BUNDLES, facts: BUNDLES, wanted: 0 })
      expect(run).to.include({ bundlesIn: BUNDLES, bundlesOut: 0 })
      expect(sent, 'a bundle that went twice would be counted').to.include({ bundlesIn: 0, bundlesOut: BUNDLES })
      printFigures('large sync', {
        'written per second': BUNDLES / (writtenMs - startedMs) * 1_000,
        'copied per second': BUNDLES / run.ms * 1_000,
        turns: run.turns,
        'bytes a bundle': (run.bytesIn + run.bytesOut) / BUNDLES,
        'resident before MB': residentMb,
        'resident at most MB': peakMb
      })
    } finally {
      await net.stop()
    }
  })
})
