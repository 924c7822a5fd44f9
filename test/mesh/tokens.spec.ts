import { expect } from 'aegir/chai'
import { createHandler } from '../../src/api/index.ts'
import { TokenBook } from '../../src/mesh/index.ts'
import { blake3 } from '../../src/model/bytes/index.ts'
import { MemoryFiles, seededRandom, SimulatedClock } from '../../src/platform/index.ts'
import { HOME, Machines, withMesh } from '../fixtures/backups.ts'
import { fakeRecords } from '../fixtures/fake-tokens.ts'
import { filesBelow } from '../fixtures/homes.ts'
import type { MeshTokens } from '../../src/mesh/interface.ts'
import type { AuditEvent } from '../../src/replica/audit/index.ts'
import type { KeyedRecords } from '../../src/replica/local/index.ts'
import type { ApiToken } from '../../src/replica/record/index.ts'

const DAY_MS = 86_400_000

describe('tokens of the API', () => {
  let clock: SimulatedClock
  let records: KeyedRecords<ApiToken>
  let noted: AuditEvent[]
  let tokens: MeshTokens

  beforeEach(() => {
    clock = new SimulatedClock()
    records = fakeRecords()
    noted = []
    const audit = { append: async (event: AuditEvent) => { noted.push(event); return 'written' as const } }
    tokens = new TokenBook({ records, audit, clock, random: seededRandom(5) })
  })

  it('are good for what they were made for, until they end', async () => {
    const made = await tokens.issue({ name: 'census', rights: ['admin', 'read'], lifeMs: 1_000 })
    const { token, ...record } = made
    expect(token).to.match(/^factmesh_[a-z2-7]{52}$/)
    expect(record).to.deep.equal({ id: made.id, name: 'census', rights: ['read', 'admin'], createdMs: clock.nowMs(), untilMs: clock.nowMs() + 1_000, state: 'live' })
    expect(tokens.judge(token)).to.deep.equal({ result: 'live', record })
    clock.advance(999)
    expect(tokens.judge(token).result).to.equal('live')
    clock.advance(1)
    expect(tokens.judge(token)).to.deep.equal({ result: 'expired', record: { ...record, state: 'expired' } })
    expect(tokens.list()).to.deep.equal([{ ...record, state: 'expired' }])
  })

  it('allow reading for 30 days unless somebody says otherwise', async () => {
    const { id, name, rights, createdMs, untilMs } = await tokens.issue()
    expect([name, rights, untilMs - createdMs]).to.deep.equal([id, ['read'], 30 * DAY_MS])
  })

  it('differ from each other, and are kept as hashes', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, async () => tokens.issue()))
    expect(new Set(made.map(({ token }) => token)).size).to.equal(50)
    for (const { id, token } of made) { expect(records.get(id)?.hash).to.deep.equal(blake3(new TextEncoder().encode(token))) }
    expect(JSON.stringify([tokens.list(), noted])).to.not.contain(made[0].token)
  })

  it('are unknown when one bit, one letter or their case differs', async () => {
    const { token } = await tokens.issue()
    const spoilt = [...token].flatMap((letter, i) => ['a', 'b', letter.toUpperCase(), ''].filter(other => other !== letter).map(other => token.slice(0, i) + other + token.slice(i + 1)))
    for (const text of [...spoilt, '', `${token}a`, ` ${token}`, token.slice(9)]) {
      expect(tokens.judge(text), text).to.deep.equal({ result: 'unknown', record: undefined })
    }
  })

  it('do not match a record that only their id finds', async () => {
    const { id, token } = await tokens.issue()
    const stored = records.get(id)
    if (stored == null) { throw new TypeError('The token was not kept.') }
    await records.put(id, { ...stored, hash: stored.hash.map((byte, i) => i === 31 ? byte ^ 1 : byte) })
    expect(tokens.judge(token).result).to.equal('unknown')
  })

  it('can be revoked for good', async () => {
    const { id, token } = await tokens.issue({ name: 'lost', actor: 'owner' })
    expect(await tokens.revoke(id, 'owner')).to.equal(true)
    expect(tokens.judge(token)).to.have.property('result', 'revoked')
    expect(await tokens.revoke(id)).to.equal(true)
    expect(await tokens.revoke('nobody')).to.equal(false)
    expect(noted.map(({ type, actor, detail }) => [type, actor, detail?.token, detail?.name])).to.deep.equal([
      ['token_issue', 'owner', id, 'lost'], ['token_revoke', 'owner', id, 'lost']
    ])
  })

  it('end when their record has no end, which nobody wrote here', async () => {
    const { id, token } = await tokens.issue()
    const { untilMs, ...endless } = records.get(id) ?? { hash: new Uint8Array(32), name: '', rights: [], createdMs: 0 }
    await records.put(id, endless)
    expect(tokens.judge(token).result).to.equal('expired')
  })

  it('are forgotten 90 days after their end, when another one is made', async () => {
    const old = await tokens.issue({ lifeMs: DAY_MS })
    await tokens.revoke(old.id)
    clock.advance(91 * DAY_MS - 1)
    await tokens.issue()
    expect(records.get(old.id)).to.not.equal(undefined)
    clock.advance(1)
    await tokens.issue()
    const left = tokens.list().map(({ id }) => id)
    expect(left).to.have.length(2)
    expect(left).to.not.include(old.id)
  })

  it('are not made of what makes no sense', async () => {
    const drafts = [
      ...['', ' a', '-a', 'a b', 'a'.repeat(65), 'ä', 'a\u0000', 'a\n', 'api.json'].map(name => ({ name })),
      ...[0, 999, 90 * DAY_MS + 1, NaN, Infinity, 1_000.5, -1].map(lifeMs => ({ lifeMs })),
      { rights: [] }, { rights: ['root' as 'admin'] }
    ]
    for (const draft of drafts) { await expect(tokens.issue(draft), JSON.stringify(draft)).to.eventually.be.rejected().with.property('name', 'InvalidConfigError') }
    expect([tokens.list(), noted]).to.deep.equal([[], []])
  })
})

describe('tokens of a home', () => {
  const OWN = 'the-token-of-this-run'

  it('outlive a restart and a power cut, and so does their end', async () => {
    const files = new MemoryFiles()
    const machines = new Machines(files)
    const statuses = async (issued: readonly string[]): Promise<number[]> => withMesh(machines.next(), async mesh => {
      const handler = createHandler(mesh, { auth: 'token', token: OWN })
      return Promise.all(issued.map(async token => (await handler(new Request('http://localhost/v1/status', { headers: { authorization: `Bearer ${token}` } }))).status))
    })
    const [kept, lost] = await withMesh(machines.next(), async ({ tokens }) => Promise.all([tokens.issue({ name: 'kept' }), tokens.issue({ name: 'lost' })]))
    expect(await statuses([kept.token, lost.token, OWN, 'another'])).to.deep.equal([200, 200, 200, 401])

    const cut = await withMesh(machines.next(), async ({ tokens }) => {
      expect(await tokens.revoke(lost.id)).to.equal(true)
      files.crash() // what was not synced is gone
      return undefined
    }).catch(() => 'the node could not stop on a disk that went away')
    expect(await statuses([kept.token, lost.token]), cut).to.deep.equal([200, 401])
    for (const [name, bytes] of await filesBelow(files, HOME)) { expect(new TextDecoder('latin1').decode(bytes), name).to.not.contain(kept.token.slice(9)) }
  })
})
