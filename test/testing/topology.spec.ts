import { expect } from 'aegir/chai'
import { createTestMesh } from '../../src/testing/index.ts'
import type { TestMesh, Topology } from '../../src/testing/index.ts'

/** Every pair of connected nodes, the one that dialled first. */
function linksOf (net: TestMesh): string[] {
  const numbers = Array.from({ length: net.size }, (_, index) => index)
  const indexOf = new Map(numbers.map(index => [net.node(index).peerId, index]))
  return numbers.flatMap(index => net.node(index).peers()
    .filter(({ direction }) => direction === 'outbound')
    .map(({ peerId }) => `${index}>${indexOf.get(peerId)}`)).sort()
}

const TOPOLOGIES: ReadonlyArray<{ topology: Topology, size: number, links: string[] }> = [
  { topology: 'full', size: 4, links: ['1>0', '2>0', '2>1', '3>0', '3>1', '3>2'] },
  { topology: 'ring', size: 4, links: ['0>3', '1>0', '2>1', '3>2'] },
  { topology: 'ring', size: 2, links: ['1>0'] },
  { topology: 'line', size: 4, links: ['1>0', '2>1', '3>2'] },
  { topology: 'star', size: 4, links: ['1>0', '2>0', '3>0'] },
  { topology: 'none', size: 3, links: [] },
  { topology: 'full', size: 1, links: [] },
  { topology: 'ring', size: 1, links: [] }
]

describe('a test mesh', () => {
  for (const { topology, size, links } of TOPOLOGIES) {
    it(`joins ${size} nodes as a topology of the kind ${topology}`, async () => {
      const net = await createTestMesh({ topology, size })
      try {
        expect(linksOf(net)).to.deep.equal(links)
      } finally {
        await net.stop()
      }
    })
  }
})
