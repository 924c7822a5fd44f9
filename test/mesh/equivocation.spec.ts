import { expect } from 'aegir/chai'
import { peerIdText } from '../../src/model/identity/index.ts'
import { publicScopeId } from '../../src/policy/scope/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { isConnected, until } from '../fixtures/meshes.ts'
import { foreignBundle, ORIGIN } from '../fixtures/replicas.ts'
import type { FactMesh } from '../../src/mesh/index.ts'
import type { ConflictRecord, Replica } from '../../src/replica/index.ts'

describe('mesh: an author who signs two bundles for one place', () => {
  it('is listed under one id by nodes that were told different halves, once they meet', async () => {
    const net = await createTestMesh({ size: 2, topology: 'none', syncIntervalMs: 500 })

    try {
      const [one, other] = [net.node(0), net.node(1)]
      const liar = someSigner(7)

      for (const [no, mesh] of [one, other].entries()) {
        const half = await foreignBundle(liar, [{ value: { type: 'number', v: no } }], { net: mesh.net, scope: publicScopeId(mesh.net) })
        expect((await replicaOf(mesh).receive([half.bytes], ORIGIN)).map(({ result }) => result)).to.deep.equal(['accept'])
        expect(await equivocationsOf(mesh)).to.deep.equal([])
      }

      await other.addPeer(one.multiaddrs()[0])
      await until('both accepted each other', () => isConnected(one, other) && isConnected(other, one))
      const [conflict, ...more] = await until('one found out', async () => (await equivocationsOf(one)).length > 0 ? equivocationsOf(one) : undefined)
      expect(more).to.deep.equal([])
      expect(conflict).to.include({ author: peerIdText(liar.publicKey), seq: 1, bundlesCount: 2 })
      await net.converged()
      expect(await equivocationsOf(other)).to.deep.equal([conflict])

      for (const mesh of [one, other]) {
        await until('it is noted', async () => (await mesh.audit({ type: 'equivocation' })).records.length === 1)
        await until('both are in sync', () => mesh.agreement().scopes[0].inSync)
      }
    } finally {
      await net.stop()
    }
  })
})

async function equivocationsOf (mesh: FactMesh): Promise<readonly ConflictRecord[]> {
  return (await mesh.conflicts.list({ kind: 'equivocation' })).conflicts
}

/** The replica inside a mesh: nobody who is outside signs for somebody else. */
function replicaOf (mesh: FactMesh): Replica {
  return (mesh as unknown as { readonly parts: { readonly replica: Replica } }).parts.replica
}
