import { expect } from 'aegir/chai'
import { toBase32 } from '../../src/model/bytes/index.ts'
import { encodeFetchItems } from '../../src/network/fetch/index.ts'
import { encodeSyncFrame } from '../../src/network/sync/index.ts'
import { LOCAL_SCOPE, publicScopeId } from '../../src/policy/scope/index.ts'
import { until } from '../fixtures/meshes.ts'
import { GRANTS, isCaughtUpBy, isLegal, mayReach, OFFERS, READS, WRITES } from '../fixtures/trust-cells.ts'
import { ROLES, TrustWorld } from '../fixtures/trust-world.ts'
import type { Cell, Role } from '../fixtures/trust-cells.ts'
import type { Written } from '../fixtures/trust-world.ts'

const PUBLIC = publicScopeId('main')
const NOTHING = encodeFetchItems([null])
const UNKNOWN = encodeSyncFrame({ type: 'bye', code: 'unknown' })

/** The first byte of a refused token. */
const REFUSED = 0xff

/** The cells in which the admin says the same, and `company`, which both share. */
function cellsOf (ours: Cell['ours']): Cell[] {
  const company: Cell = { scope: 'company', ours: 'both', theirs: 'both', grant: 'read-write' }
  return [company, ...OFFERS.flatMap(theirs => GRANTS.map(grant => ({ scope: `${theirs}-${grant}`, ours, theirs, grant })))]
}

const textOf = ({ cell, by }: Written, role: Role): string => `${cell.ours} ${cell.theirs} ${cell.grant}: from ${by} to ${role}`
const doesPeerWrite = ({ grant }: Cell): boolean => WRITES.includes(grant)

for (const ours of OFFERS) {
  describe(`scope, declaration, grant, token and hop: the admin declares ${ours}`, function () {
    this.timeout(600_000)

    const cells = cellsOf(ours)
    const world = new TrustWorld(cells)
    let missed: Written[]

    const idOf = (cell: Cell): Uint8Array => world.ids.get(cell) ?? new Uint8Array(0)

    before(async () => {
      await world.make()
      missed = await world.part()
      await world.meet()
    })

    after(async () => { await world.stop() })

    /** Where facts are that may not be there. */
    async function strays (written: readonly Written[]): Promise<string[]> {
      const found: string[] = []
      for (const fact of written) {
        for (const role of ROLES) {
          if (!mayReach(fact.by, fact.cell).has(role) && await world.has(role, fact)) { found.push(textOf(fact, role)) }
        }
      }
      return found
    }

    it('brings what was missed to those who may have it, and to nobody else', async () => {
      for (const fact of missed) {
        for (const role of isCaughtUpBy(fact.by, fact.cell)) {
          await until(`it came: ${textOf(fact, role)}`, async () => world.has(role, fact))
        }
      }
      await world.settle()
      expect(await strays(missed)).to.deep.equal([])
    })

    it('brings what is written now, also one way and over a hop, to those who may have it, and to nobody else', async () => {
      const told = await world.tell(doesPeerWrite, ({ by, cell }, role) => mayReach(by, cell).has(role))
      await world.settle()
      expect(await strays(told)).to.deep.equal([])
    })

    it('leaves no trace of a scope where nothing may come', async () => {
      for (const cell of cells) {
        expect(world.bundlesAt('stranger', cell), cell.scope).to.equal(1) // the genesis of its ticket
        if (cell.grant === 'none' || cell.grant === 'write') { expect(world.bundlesAt('peer', cell), cell.scope).to.equal(1) }
      }
    })

    it('answers requests by hand in legal cells, to the token of the scope alone', async () => {
      const [asker, admin] = [world.askerOf('peer'), world.at('admin')]
      for (const cell of cells) {
        const scope = idOf(cell)
        const hashes = missed.filter(fact => fact.cell === cell && fact.by === 'admin').map(fact => world.hashOf(fact))
        const ask = async (token?: readonly Uint8Array[]): Promise<Uint8Array[][]> => [await asker.fetch(admin, { scope, token }, hashes), await asker.sync(admin, { scope, token })]
        const [[fetched], [synced]] = await ask([scope])
        expect([fetched.length > NOTHING.length, synced.length > UNKNOWN.length || synced[1] !== UNKNOWN[1]], cell.scope).to.deep.equal(isLegal('admin', 'peer', cell) ? [true, true] : [false, false])
        expect(await ask([PUBLIC]), cell.scope).to.deep.equal([[NOTHING], [UNKNOWN]])
        expect((await ask()).map(([refusal]) => refusal[0]), cell.scope).to.deep.equal([REFUSED, REFUSED])
      }
    })

    it('answers a stranger as if the scope was not here', async () => {
      const [asker, peer] = [world.askerOf('stranger'), world.at('peer')]
      for (const cell of cells) {
        const scope = idOf(cell)
        const hashes = missed.filter(fact => fact.cell === cell).map(fact => world.hashOf(fact))
        expect(await asker.fetch(peer, { scope, token: [scope] }, hashes)).to.deep.equal([encodeFetchItems(hashes.map(() => null))])
        expect(await asker.sync(peer, { scope, token: [scope] })).to.deep.equal([UNKNOWN])
      }
    })

    it('audits what was asked for beyond the rights, and why', async () => {
      const { records } = await world.at('admin').audit({ type: 'scope_violation', limit: 500 })
      const byId = new Map(cells.map(cell => [toBase32(idOf(cell)), cell]))
      const noted = records.filter(({ peer }) => peer === world.at('peer').peerId)
      expect(new Set(noted.map(({ detail }) => detail?.via))).to.deep.equal(new Set(['fetch', 'sync']))
      for (const { scope = '', reason = '' } of noted) {
        const cell = byId.get(scope)
        const isLegalCell = cell != null && isLegal('admin', 'peer', cell)
        expect([scope, reason.includes('not_granted')]).to.deep.equal([scope, cell != null && !READS.includes(cell.grant)])
        if (cell == null || isLegalCell) { expect(reason, scope).to.equal('not_in_token') } else { expect(reason, scope).to.not.equal('not_in_token') }
      }
      expect((await world.at('admin').audit({ type: 'rejected_token' })).records[0]).to.include({ reason: 'malformed', peer: world.at('peer').peerId })
    })

    it('keeps what is local, what is unknown, and scopes of one name apart', async () => {
      const [admin, peer, asker] = [world.at('admin'), world.at('peer'), world.askerOf('peer')]
      await admin.scopes.create('twin')
      await peer.scopes.create('twin')
      const facts = await Promise.all(['local', 'team', 'twin'].map(async scope => admin.assert({ entity: 'only:here', relation: 'says:it', value: { type: 'null', v: null }, scope })))
      const open = await admin.assert({ entity: 'here:and-there', relation: 'says:it', value: { type: 'null', v: null } })
      const twin = await peer.assert({ entity: 'only:there', relation: 'says:it', value: { type: 'null', v: null }, scope: 'twin' })
      for (const role of ['peer', 'member', 'stranger'] as const) {
        await until(`the public fact came to the ${role}`, async () => await world.at(role).get(open.id) !== undefined)
      }
      await world.settle()
      for (const { id } of facts) {
        for (const role of ['peer', 'member', 'stranger'] as const) { expect(await world.at(role).get(id)).to.equal(undefined) }
      }
      expect(await admin.get(twin.id)).to.equal(undefined)
      for (const scope of [LOCAL_SCOPE, new Uint8Array(32).fill(9)]) {
        const hashes = facts.map(fact => world.hashOf(fact))
        expect(await asker.fetch(admin, { scope, token: [scope] }, hashes)).to.deep.equal([encodeFetchItems(hashes.map(() => null))])
        expect(await asker.sync(admin, { scope, token: [scope] })).to.deep.equal([UNKNOWN])
      }
    })
  })
}
