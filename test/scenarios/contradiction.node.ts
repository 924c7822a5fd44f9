import { expect } from 'aegir/chai'
import { eventually } from '../fixtures/eventually.ts'
import { openStage } from '../fixtures/stage.ts'
import type { ChangeJson, ConflictJson } from '../../src/api/index.ts'
import type { Daemon } from '../fixtures/daemon.ts'
import type { Stage } from '../fixtures/stage.ts'

const ENTITY = 'city:paris'
const RELATION = 'geo:population'
const QUESTION = `/v1/resolve?entity=${ENTITY}&relation=${RELATION}`

/** Names of all lenses that need no inner one. */
const LENSES = [
  'stigmem-default', 'recency', 'hlc-recency', 'consensus', 'confidence', 'vote-aware-consensus', 'trust-aware-authority',
  'eigentrust-authority', 'epoch-aware(recency)', 'skeptic', 'layered-consensus', 'constraints'
]

async function say (daemon: Daemon, value: number): Promise<string> {
  return (await daemon.client.assert({ entity: ENTITY, relation: RELATION, value: { type: 'number', v: value } })).id
}

/** The only conflict that a daemon knows of, once it stands there with the status. */
async function onlyConflict (daemon: Daemon, status: 'unresolved' | 'resolved'): Promise<Extract<ConflictJson, { kind: 'contradiction' }>> {
  return eventually(`a conflict was ${status}`, async () => {
    const { conflicts } = await daemon.client.conflicts({ status })

    return conflicts.length === 1 && conflicts[0].kind === 'contradiction' ? conflicts[0] : undefined
  }, 20_000)
}

async function inStep (...daemons: Daemon[]): Promise<void> {
  await eventually('all daemons held the same', async () => {
    const roots = await Promise.all(daemons.map(async daemon => (await daemon.publicScope()).root))

    return new Set(roots).size === 1 && roots[0] != null ? true : undefined
  }, 20_000)
}

async function bytesOf (daemon: Daemon, path: string): Promise<string> {
  const response = await daemon.fetch(path)

  expect(response.status, path).to.equal(200)

  return response.text()
}

describe('scenario: two sides of a split contradict each other', function () {
  this.timeout(600_000)

  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })

  afterEach(async () => {
    await stage.close()
  })

  it('lists one conflict on both, and one resolution settles it on both', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map(async name => stage.daemon(name, '--sync-interval', '1')))
    const facts = [await say(a, 2_102_650), await say(b, 2_145_906)].sort()

    await b.client.addPeer(a.api.multiaddrs[0])
    const conflicts = await Promise.all([onlyConflict(a, 'unresolved'), onlyConflict(b, 'unresolved')])

    expect(conflicts[0]).to.deep.equal(conflicts[1])
    expect([...conflicts[0].facts].sort()).to.deep.equal(facts)

    for (const daemon of [a, b]) {
      const page = await daemon.client.facts({ entity: ENTITY, include_contradicted: true })

      expect(page.facts.map(({ contradicted, id }) => ({ contradicted, id })).sort((x, y) => x.id < y.id ? -1 : 1))
        .to.deep.equal(facts.map(id => ({ contradicted: true, id })))
    }

    await b.client.resolveConflict(conflicts[0].conflict_id, { winning_fact_id: facts[0], resolution_note: 'the census' })
    const settled = await onlyConflict(a, 'resolved')

    expect(settled).to.deep.equal(await onlyConflict(b, 'resolved'))
    expect(settled.resolved_by).to.be.a('string')

    for (const daemon of [a, b]) {
      const { facts: [fact], total } = await daemon.client.facts({ entity: ENTITY })

      expect({ total, id: fact.id, contradicted: fact.contradicted }).to.deep.equal({ total: 1, id: facts[0], contradicted: false })
      expect((await daemon.client.conflicts({ status: 'unresolved' })).conflicts).to.deep.equal([])
    }

    await say(a, 2_000_000)
    await onlyConflict(b, 'unresolved')
  })

  it('is answered with the same bytes by every lens, votes and aliases included', async () => {
    const [a, b] = await Promise.all(['a', 'b'].map(async name => stage.daemon(name, '--sync-interval', '1')))
    const fact = await say(a, 1)

    await say(b, 2)
    await b.client.addPeer(a.api.multiaddrs[0])
    await onlyConflict(a, 'unresolved')
    await b.client.vote({ fact, weight: 3 })
    await a.client.vote({ fact, weight: 2, stance: 'against', source: `stigmem://${a.api.peerId}/agent/critic` })
    await inStep(a, b)

    for (const lens of LENSES) {
      const path = `${QUESTION}&lens=${encodeURIComponent(lens)}`

      expect(await bytesOf(a, path), lens).to.equal(await bytesOf(b, path))
    }

    const why = await a.client.why(fact)

    expect({ weight: why.votes.weight, against: why.votes.against.weight }).to.deep.equal({ weight: 3, against: 2 })
    expect(why.rivals).to.have.length(1)
  })

  it('is told to who follows, over a broken connection and a restart', async () => {
    let daemon = await stage.daemon('a')
    const leave = new AbortController()
    const first = daemon.client.events({ types: 'fact,conflict' }, { signal: leave.signal })
    let told: ChangeJson | undefined
    const next = first.next().then(({ value }) => { told = value ?? undefined })
    const seen = await eventually('the stream told a change', async () => {
      await say(daemon, 1)

      return told
    })

    await next

    leave.abort()
    await first.return(undefined)
    await daemon.client.assert({ entity: ENTITY, relation: RELATION, value: { type: 'number', v: 3 }, source: `stigmem://${daemon.api.peerId}/agent/other` })
    await daemon.kill()
    daemon = await stage.daemon('a')

    const types: string[] = []

    for await (const change of daemon.client.events({ entity: ENTITY }, { after: seen.id })) {
      types.push(change.type)

      if (change.type === 'conflict') {
        break
      }
    }

    expect(types.filter(type => type === 'conflict')).to.have.length(1)
    expect(types).to.not.include('gap')
  })
})
