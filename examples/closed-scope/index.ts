/* eslint-disable no-console -- an example talks to whoever runs it */
/**
 * Three nodes and a scope that is closed: one makes it, one is let in by a ticket and a grant, and the third, connected to
 * both, sees nothing of it.
 */
import { createFactMesh } from 'factmesh'
import type { FactMesh } from 'factmesh'

const listen = ['/ip4/127.0.0.1/tcp/0']
const alice = await createFactMesh({ listen })
const bob = await createFactMesh({ listen })
const carol = await createFactMesh({ listen, bootstrap: [...alice.multiaddrs(), ...bob.multiaddrs()] })

/** Resolves once a node has a fact of an entity. */
async function has (mesh: FactMesh, entity: string): Promise<void> {
  while ((await mesh.page({ entity })).total === 0) {
    await new Promise(resolve => { mesh.addEventListener('bundle:receive', resolve) })
  }
}

await alice.scopes.create('plans')
await bob.scopes.join(await alice.scopes.ticket('plans'))
await alice.scopes.grant('plans', { peer: bob.peerId, rights: ['read', 'write'] })
await alice.assert({ entity: 'plan:summer', relation: 'plan:goal', value: { type: 'string', v: 'ship it' }, scope: 'plans' })
await has(bob, 'plan:summer')

await alice.assert({ entity: 'news:today', relation: 'news:headline', value: { type: 'string', v: 'hello' } })
await has(carol, 'news:today')

for (const [name, mesh] of Object.entries({ alice, bob, carol })) {
  const secrets = await mesh.page({ entity: 'plan:summer' })
  const isHeld = mesh.scopes.list().some(scope => scope.id === alice.scopes.show('plans').id)
  console.log(`${name} sees ${secrets.total} plans, holds the scope: ${isHeld}`)
}

await Promise.all([alice, bob, carol].map(async mesh => mesh.stop()))
