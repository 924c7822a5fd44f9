import { expect } from 'aegir/chai'
import { peerIdText } from '../../src/model/identity/index.ts'
import { someSigner } from '../fixtures/bundles.ts'
import { foreignBundle, openReplica, ORIGIN } from '../fixtures/replicas.ts'
import type { Verdict } from '../../src/model/bundle/index.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { ClockSkew } from '../../src/replica/index.ts'
import type { Stage } from '../fixtures/replicas.ts'

const author = someSigner(7)

describe('replica clock skew', () => {
  let stage: Stage
  let told: ClockSkew[]
  let noted: AuditEvent[]

  beforeEach(async () => {
    told = []
    noted = []
    stage = await openReplica({
      audit: {
        async append (event) {
          noted.push(event)
          return 'written'
        }
      }
    })
    stage.replica.addEventListener('clock:skew', ({ detail }) => { told.push(detail) })
  })

  afterEach(async () => { await stage.stop() })

  /** Offers a bundle whose stamp is so far ahead of the clock. */
  async function offer (aheadMs: number): Promise<Verdict> {
    const { bytes } = await foreignBundle(author, [{}], { hlc: { wallMs: stage.clock.nowMs() + aheadMs, counter: 0 } })
    const [verdict] = await stage.replica.receive([bytes], ORIGIN)
    return verdict
  }

  it('tells of a stamp more than half a second ahead, once, and takes the bundle all the same', async () => {
    expect((await offer(500)).result).to.equal('accept')
    expect(told).to.deep.equal([])
    expect(stage.replica.clockFigures()).to.deep.equal({ hlcUpdates: 1, skewEvents: 0 })
    expect((await offer(501)).result).to.equal('accept')
    const skew = { peer: peerIdText(author.publicKey), skewMs: 501, seenIn: 'bundle' }
    expect(told).to.deep.equal([skew])
    expect(noted.filter(({ type }) => type === 'hlc_anomaly')).to.deep.equal([{ type: 'hlc_anomaly', peer: skew.peer, reason: 'clock_skew', detail: { skewMs: 501, carrier: ORIGIN.peer } }])
    expect(stage.replica.clockFigures()).to.deep.equal({ hlcUpdates: 2, skewEvents: 1 })
  })

  it('does not count a stamp of the past as one that moved ours', async () => {
    await offer(0)
    await offer(-10_000)
    expect(stage.replica.clockFigures()).to.deep.equal({ hlcUpdates: 1, skewEvents: 0 })
  })

  it('refuses what is more than 300 s ahead, and tells when to come back', async () => {
    expect(await offer(300_001)).to.deep.include({ result: 'ignore', code: 'hlc_skew', retryAtMs: stage.clock.nowMs() + 240_001 })
    expect(noted.map(({ type, reason }) => [type, reason])).to.deep.equal([['hlc_anomaly', 'hlc_skew']])
    expect(told, 'its signature was not looked at').to.deep.equal([])
  })

  it('tells of a held bundle when it is let in', async () => {
    expect(await offer(60_002)).to.deep.include({ code: 'hlc_skew' })
    expect(told).to.deep.equal([])
    const taken = new Promise(resolve => { stage.replica.addEventListener('bundle:receive', resolve) })
    await stage.clock.advanceAsync(2)
    await taken
    expect(told.map(({ skewMs }) => skewMs)).to.deep.equal([60_000])
  })
})
