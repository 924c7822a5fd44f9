import { expect } from 'aegir/chai'
import { platform } from '../../src/platform/index.ts'
import { createTestMesh } from '../../src/testing/index.ts'
import { until } from '../fixtures/meshes.ts'
import type { FactMesh, FactMeshInit } from '../../src/index.ts'
import type { TestMesh } from '../../src/testing/index.ts'

const SCOPE = 'plans'
const SYNC_MS = 50
/** Bundles of a writer that have come before its rights are narrowed, and that it writes afterwards. */
const BEFORE = 40
const AFTER = 40
/** How long a grant lasts that ends by itself. */
const LIFE_MS = 600_000

/** What carries the bundles. */
const CARRIERS: Readonly<Record<string, Partial<FactMeshInit>>> = {
  gossip: { syncIntervalMs: false },
  sync: { gossip: false, syncIntervalMs: SYNC_MS },
  'gossip and sync': { syncIntervalMs: SYNC_MS }
}

/** Writes one bundle after another, until it is told to stop. A turn of the loop lies between two, because nothing else of the process would run. */
class Writer {
  written = 0
  readonly ended: Promise<void>
  private readonly mesh: FactMesh
  private stopping = false

  constructor (mesh: FactMesh) {
    this.mesh = mesh
    this.ended = this.write()
  }

  /** Resolves once it has written so many more. */
  async more (count: number): Promise<void> {
    const goal = this.written + count
    await until(`${goal} facts were written`, () => this.written >= goal)
  }

  async stop (): Promise<void> {
    this.stopping = true
    await this.ended
  }

  private async write (): Promise<void> {
    while (!this.stopping) {
      await this.mesh.append([{ entity: `thing:${this.written}`, relation: 'test:number', value: { type: 'number', v: this.written } }], { scope: SCOPE })
      this.written++
      await new Promise<void>(resolve => { platform().timers.after(0, resolve) })
    }
  }
}

interface Held {
  readonly root: string | null | undefined
  readonly bundles: number
}

function held (mesh: FactMesh): Held {
  const { bundles = 0, root } = mesh.scopes.list().find(({ name }) => name === SCOPE) ?? {}
  return { bundles, root }
}

/** Everything that a reader of the scope can see. */
async function seen (mesh: FactMesh): Promise<unknown> {
  const facts: string[] = []

  for await (const { id, value } of mesh.query({ scope: SCOPE })) {
    facts.push(JSON.stringify([id, value]))
  }

  const { peers, acts } = mesh.scopes.show(SCOPE)
  return { facts: facts.sort(), peers: peers.map(({ peerId, rights }) => `${peerId} ${rights.join()}`).sort(), acts: acts.map(({ id, isEffective }) => `${id} ${isEffective}`).sort() }
}

describe('a writer whose rights are narrowed while it writes', function () {
  this.timeout(240_000)

  let net: TestMesh
  let writer: Writer

  afterEach(async () => {
    await writer.stop()
    await net.stop()
  })

  /** A scope of node 0 in which node 1 writes as fast as it can, with other readers behind them. */
  async function open (size: number, carrier: Partial<FactMeshInit>, grant: { expiresMs?: number } = {}): Promise<void> {
    net = await createTestMesh({ size, topology: 'full', node: () => carrier })
    await net.connected()
    const [admin, ...others] = Array.from({ length: size }, (_, no) => net.node(no))
    await admin.scopes.create(SCOPE)
    const ticket = await admin.scopes.ticket(SCOPE)

    for (const [no, other] of others.entries()) {
      await other.scopes.join(ticket)
      await admin.scopes.grant(SCOPE, { peer: other.peerId, rights: ['read', 'write'], ...no === 0 ? grant : {} })
    }

    await until('everybody knows its grant', async () => {
      await Promise.all(others.map(async other => other.syncNow(admin.peerId).catch(() => {})))
      return others.every(other => held(other).root === held(admin).root && other.scopes.show(SCOPE).peers.some(({ peerId }) => peerId === other.peerId))
    })
    writer = new Writer(net.node(1))
  }

  /** Resolves once so many bundles of the writer have come to a node. */
  async function flowing (mesh: FactMesh): Promise<void> {
    const { bundles } = held(mesh)
    await until('bundles of the writer come', () => held(mesh).bundles >= bundles + BEFORE)
  }

  Object.entries(CARRIERS).forEach(([name, carrier]) => {
    it(`brings nothing more behind the acknowledgement of its revocation, by ${name}`, async () => {
      await open(2, carrier)
      const [admin, revoked] = [net.node(0), net.node(1)]
      await flowing(admin)
      await admin.scopes.revoke(SCOPE, { peer: revoked.peerId, reason: 'left' })
      const then = held(admin)
      const visible = await seen(admin)
      await writer.more(AFTER)
      await revoked.syncNow(admin.peerId).catch(() => {})
      expect(held(admin)).to.deep.equal(then)
      expect(await seen(admin)).to.deep.equal(visible)
    })

    it(`brings nothing more behind the acknowledgement of its block, by ${name}`, async () => {
      await open(2, carrier)
      const [admin, blocked] = [net.node(0), net.node(1)]
      await flowing(admin)
      await admin.decidePeer(blocked.peerId, 'block', { reason: 'flood' })
      const then = held(admin)
      await writer.more(AFTER)
      expect(held(admin)).to.deep.equal(then)
      expect(admin.scopes.show(SCOPE).peers.map(({ peerId }) => peerId)).to.include(blocked.peerId)
    })
  })

  it('brings nothing more once its grant is over by our clock', async () => {
    await open(2, { syncIntervalMs: SYNC_MS }, { expiresMs: platform().clock.nowMs() + LIFE_MS })
    const admin = net.node(0)
    await flowing(admin)
    net.skew(0, LIFE_MS)
    await until('nothing of the writer comes', async () => {
      const then = held(admin)
      await writer.more(AFTER)
      return held(admin).root === then.root
    })
    const then = held(admin)
    await writer.more(AFTER)
    await net.node(1).syncNow(admin.peerId).catch(() => {})
    expect(held(admin)).to.deep.equal(then)
  })

  it('leaves one set and one effect on all who learn of the revocation later, whatever they had taken by then', async () => {
    await open(4, { syncIntervalMs: SYNC_MS })
    const [admin, revoked, ...readers] = [0, 1, 2, 3].map(no => net.node(no))
    await Promise.all([admin, ...readers].map(flowing))
    net.partition([0], [1, 2, 3])
    await Promise.all(readers.map(flowing))
    await admin.scopes.revoke(SCOPE, { peer: revoked.peerId, reason: 'left' })
    const then = { held: held(admin), seen: await seen(admin) }
    await Promise.all(readers.map(flowing))
    net.heal()
    await until('the others have one set', () => {
      const roots = [admin, ...readers].map(mesh => held(mesh).root)
      return new Set(roots).size === 1 && held(admin).bundles > then.held.bundles
    })
    const sets = [admin, ...readers].map(held)
    await writer.more(AFTER)
    expect([admin, ...readers].map(held), 'it goes on writing, and nobody takes it').to.deep.equal(sets)

    for (const mesh of [admin, ...readers]) {
      expect(await seen(mesh)).to.deep.equal(then.seen)
    }
  })
})
