/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Two nodes in one process, over real TCP connections: what one writes, the
 * other reads; and both keep their own word when they disagree.
 */
import { createFactMesh } from 'factmesh'

const listen = ['/ip4/127.0.0.1/tcp/0']
const alice = await createFactMesh({ listen })
const bob = await createFactMesh({ listen, bootstrap: alice.multiaddrs() })

const arrived = new Promise(resolve => { bob.addEventListener('bundle:receive', resolve) })
await alice.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2102650 } })
await arrived
await bob.assert({ entity: 'city:paris', relation: 'geo:population', value: { type: 'number', v: 2113705 } })

for await (const fact of bob.query({ entity: 'city:paris', includeContradicted: true })) {
  const author = fact.author === alice.peerId ? 'alice' : 'bob'
  console.log(`${author} says ${fact.relation} = ${fact.value.v}, contradicted: ${fact.contradicted}, via ${fact.receivedVia}`)
}

await bob.stop()
await alice.stop()
