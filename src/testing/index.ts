/**
 * @packageDocumentation
 *
 * Many real nodes in one process, for tests of programs that use a mesh: real
 * journals, real signatures and real libp2p connections over links in memory,
 * with partitions, crashes and restarts, and links that are slow, lossy or cut.
 * It stands beside the public door and uses nothing that a user could not use.
 *
 * Invariant: a crashed node on a memory disk comes back with exactly what was
 * durable, so a test that passes has not leaned on luck.
 *
 * @example A partition
 *
 * ```ts
 * import { createTestMesh } from 'factmesh/testing'
 *
 * const net = await createTestMesh({ size: 3 })
 * net.partition([0], [1, 2])
 * await net.node(0).assert({ entity: 'a:b', relation: 'c:d', value: { type: 'boolean', v: true } })
 * net.heal()
 * await net.converged()
 * await net.stop()
 * ```
 *
 * @example A slow link
 *
 * ```ts
 * import { createTestMesh } from 'factmesh/testing'
 *
 * const net = await createTestMesh({ size: 2, link: () => ({ latencyMs: 50, jitterMs: 10 }) })
 * net.link(0, 1).set({ bytesPerSecond: 1_250_000, loss: 0.01 }, 'there')
 * net.skew(1, 750)
 * await net.converged()
 * console.info(net.link(0, 1).counters())
 * await net.stop()
 * ```
 */

import { ProcessTestMesh } from './process-test-mesh.ts'
import type { TestMesh, TestMeshInit } from './interface.ts'

export { NodeDownError, NoSuchNodeError, NotConvergedError, SkewRangeError } from './errors.ts'
export { InvalidLinkError, NotLinkedError } from './link/index.ts'
export type {
  Link, LinkConditions, LinkCounters, LinkState, LinkWay, TestMesh, TestMeshInit, Topology, Traffic, TwoWayTraffic, WaitOptions
} from './interface.ts'

/** Makes and connects a test mesh; it resolves once all nodes that the topology joins know each other. */
export async function createTestMesh (init: TestMeshInit = {}): Promise<TestMesh> {
  const net = new ProcessTestMesh(init)
  await net.start()
  return net
}
