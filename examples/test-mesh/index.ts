/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Five real nodes in one process, cut in two and healed: writes go on in both
 * halves, and afterwards every node holds the same set.
 */
import { createTestMesh } from 'factmesh/testing'

const net = await createTestMesh({ size: 5, topology: 'ring', seed: 7 })

net.partition([0, 1], [2, 3, 4])
await net.node(0).assert({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'open' } })
await net.node(3).assert({ entity: 'door:front', relation: 'door:state', value: { type: 'string', v: 'closed' } })

net.heal()
await net.converged({ timeoutMs: 30_000 })

for await (const fact of net.node(4).query({ entity: 'door:front', includeContradicted: true })) {
  console.log(fact.value.v, 'contradicted:', fact.contradicted)
}
await net.stop()
