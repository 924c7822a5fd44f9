/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Three real nodes in one process on links like those of a phone: slow, late
 * and lossy. One link is cut one way, one clock is wrong, and every node still
 * ends with the same set.
 */
import { createTestMesh } from 'factmesh/testing'

const net = await createTestMesh({ size: 3, topology: 'line', seed: 7, link: () => ({ latencyMs: 20, jitterMs: 5 }) })
const link = net.link(0, 1)

link.set({ bytesPerSecond: 125_000, loss: 0.01 })
net.skew(2, 750)

link.cut('there')
await net.node(0).assert({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'open' } })
await net.node(2).assert({ entity: 'door:back', relation: 'door:state', value: { type: 'string', v: 'closed' } })
console.log('node 1 knows', (await net.node(1).page({ entity: 'door:front' })).total, 'facts of the front door')

link.mend()
await net.converged({ timeoutMs: 30_000 })
console.log('node 2 knows', (await net.node(2).page()).total, 'facts')

const { there, back, protocols } = link.counters()
console.log('both ends have spoken:', there.bytes > 0 && back.bytes > 0)
console.log('sync took turns:', protocols['/factmesh/sync/1.0.0'].turns > 0)
await net.stop()
