import { expect } from 'aegir/chai'
import { Acquaintances } from '../fixtures/acquaintances.ts'

describe('network/peers names', () => {
  let stage: Acquaintances

  beforeEach(() => { stage = new Acquaintances() })
  afterEach(async () => { await stage.stop() })

  it('belong to the first peer that declares them, also when it has left, and over restarts', async () => {
    let [alice, bob, carol] = [await stage.node(1), await stage.node(2, { names: ['node-x', 'node-b'] }), await stage.node(3, { names: ['node-x', 'node-c'] })]
    const claimed: unknown[] = []
    alice.peers.names.addEventListener('name:claim', ({ detail }) => { claimed.push(detail) })
    await stage.meet(bob, alice)
    await stage.meet(carol, alice)
    expect(claimed).to.deep.equal([{ peer: bob.text, names: ['node-b', 'node-x'] }, { peer: carol.text, names: ['node-c'] }])
    await stage.pass(1_000)
    await bob.wire.disconnect(alice.text)

    for (let life = 0; life < 2; life++) {
      const { names } = alice.peers
      expect([names.namesOf(bob.key), names.namesOf(carol.key)]).to.deep.equal([['node-b', 'node-x'], ['node-c']])
      expect([bob, carol].map(({ key }) => names.judge('stigmem://node-x/log', key))).to.deep.equal(['own', 'foreign'])
      alice = await alice.restart()
      carol = await carol.restart({ names: ['node-x', 'node-b', 'node-c'] })
      await stage.meet(carol, alice)
    }
  })

  it('are ours and those that the operator gave, whoever declares them', async () => {
    const bob = await stage.node(2, { names: ['node-a', 'node-c'] })
    const carol = await stage.node(3)
    const alice = await stage.node(1, { names: ['node-a'], pins: [['node-c', carol.key]] })
    await stage.meet(bob, alice)
    const { names } = alice.peers
    expect([names.namesOf(bob.key), names.namesOf(alice.key), names.namesOf(carol.key)]).to.deep.equal([[], ['node-a'], ['node-c']])
    expect(names.judge('stigmem://node-c/log', bob.key)).to.equal('foreign')
  })

  it('are told apart from look-alikes', async () => {
    const [alice, bob] = [await stage.node(1), await stage.node(2, { names: ['node-b'] })]
    await stage.meet(bob, alice)
    const judged = ['node-b', 'node-bb', 'node', 'NODE-B', 'node%2db', 'node-b.', 'nоde-b', 'node-b\u0000'].map(name => alice.peers.names.judge(`stigmem://${name}/log`, bob.key))
    expect(judged).to.deep.equal(['own', 'undeclared', 'undeclared', 'foreign', 'foreign', 'foreign', 'foreign', 'foreign'])
  })
})
