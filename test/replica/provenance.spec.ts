import { expect } from 'aegir/chai'
import { factId } from '../../src/model/bundle/index.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { memoryKV } from '../../src/storage/kv/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { foreignBundle, openReplica, publicBundles } from '../fixtures/replicas.ts'
import type { Origin } from '../../src/replica/index.ts'

const [first, second] = [31, 32].map(no => peerIdText(someSigner(no).publicKey))

describe('where a fact came from', () => {
  for (const via of ['gossip', 'sync', 'fetch'] satisfies Array<Origin['via']>) {
    it(`stays the first peer that brought it, by ${via}, over crashes and without the index`, async () => {
      let stage = await openReplica({ no: 2, remembers: true })
      const bundle = await foreignBundle(someSigner(7), [{ entity: 'thing:0' }, { entity: 'thing:1' }])
      const ids = [0, 1].map(index => factId(bundle.hash, index))
      await stage.replica.receive([bundle], { via, peer: first })
      const { receivedMs } = await stage.replica.get(ids[0]) ?? {}
      stage.clock.advance(5_000)
      await stage.replica.receive([bundle], { via: via === 'sync' ? 'fetch' : 'sync', peer: second })
      await stage.replica.presence.forget(ids[1], { hereOnly: true })

      for (const kv of [undefined, undefined, memoryKV()]) {
        expect(await stage.replica.get(ids[0])).to.include({ receivedFrom: first, receivedVia: via, receivedMs })
        expect((await stage.replica.why(ids[0]))?.arrival).to.deep.equal({ via, peer: first, ms: receivedMs })
        stage = await stage.crash(kv == null ? {} : { kv })
      }

      await stage.stop()
    })
  }

  it('is known to this node alone', async () => {
    const stage = await openReplica({ no: 2 })
    await stage.replica.receive([await foreignBundle(someSigner(7), [{}])], { via: 'sync', peer: first })
    const [bytes] = await publicBundles(stage)
    const other = await openReplica({ no: 3 })
    await other.replica.receive([bytes], { via: 'gossip', peer: stage.peer })
    const { facts: [record] } = await other.replica.query({})
    expect(record).to.include({ receivedFrom: stage.peer, receivedVia: 'gossip' })
    expect(new TextDecoder().decode(bytes)).to.not.include(first)
    await Promise.all([stage.stop(), other.stop()])
  })
})
