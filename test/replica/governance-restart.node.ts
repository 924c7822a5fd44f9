import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { actFact, scopeUri } from '../../src/model/body/index.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { replica } from '../../src/replica/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { levelKV } from '../../src/storage/kv/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { Hand, offer } from '../fixtures/closed-scopes.ts'
import { NET, scanAll, someFactDraft, someLaneStore, write } from '../fixtures/replicas.ts'
import type { Replica } from '../../src/replica/index.ts'

interface Home {
  readonly replica: Replica
  stop (): Promise<void>
}

const ACTS = 10_000
const TOGETHER = 100
const [bob, carol] = [1, 2].map(no => someSigner(no))

describe('closed scopes on a disk', () => {
  const files = new NodeFiles()
  const laneStore = someLaneStore()
  const { ed25519, ...machine } = platform()
  const signer = ed25519.signer(seededBytes('closed scopes on a disk'))
  let folder: string

  beforeEach(async () => {
    folder = await files.temporaryDirectory('factmesh-scopes-')
  })

  afterEach(async () => {
    await files.remove(folder)
  })

  it('are the same after a restart, and after the index was removed', async () => {
    let home = await openHome()
    const { id } = await home.replica.closed.create('guests')
    const hand = new Hand(bob, { scope: id })
    await home.replica.closed.grant('guests', { peer: bob.publicKey, rights: ['admin'], names: ['node-b'] })
    await home.replica.closed.grant('guests', { peer: carol.publicKey, rights: ['write'] })
    expect(await offer(home, [await hand.says('hello', (home.replica.closed.acts('guests').at(-1)?.timeMs ?? 0) + 10)])).to.deep.equal(['accept'])
    await home.replica.closed.revoke('guests', { peer: bob.publicKey, reason: 'left' })
    await write(home, [someFactDraft(1)], 'guests')
    const before = await viewOf(home, id)
    await home.stop()

    home = await openHome()
    expect(await viewOf(home, id)).to.deep.equal(before)
    await home.stop()
    await files.remove(files.join(folder, 'index'))

    home = await openHome()
    expect(await viewOf(home, id)).to.deep.equal(before)
    expect(before.members).to.have.length(2)
    expect(before.names).to.deep.equal(['public', 'team', 'company', 'guests', 'local'])
    await home.stop()
  })

  it(`start with ${ACTS} acts`, async function () {
    this.timeout(240_000)
    let home = await openHome()
    const { id } = await home.replica.closed.create('guests')
    await home.replica.closed.grant('guests', { peer: bob.publicKey, rights: ['admin'] })
    const hand = new Hand(bob, { scope: id })
    const startMs = home.replica.closed.acts('guests').at(-1)?.timeMs ?? 0
    const source = `stigmem://${hand.peer}/node/self`

    for (let no = 0; no < ACTS; no += TOGETHER) {
      const acts = Array.from({ length: TOGETHER }, (_, i) => actFact('grant', { body: { peer: seededBytes(`peer ${no + i}`), rights: ['read'], names: [] }, entity: scopeUri(id), source }))
      expect(await offer(home, [await hand.bundle(acts, startMs + 1 + no)])).to.deep.equal(['accept'])
    }

    await home.stop()
    home = await openHome()
    expect(home.replica.governance.members(id)).to.have.length(2 + ACTS)
    await home.stop()
  })

  /** Everything that acts come to. */
  async function viewOf (home: Home, scope: Uint8Array): Promise<{ members: unknown[], names: string[] }> {
    const { closed, governance } = home.replica

    return {
      members: governance.members(scope).map(({ peer, rights, names }) => [peer, rights, names]),
      names: home.replica.scopes().map(({ name }) => name),
      ...{ acts: closed.acts(scope), facts: await scanAll(home, { scope: 'guests' }), keys: governance.keys(scope), scopes: home.replica.scopes() }
    }
  }

  /** A replica over real files and LevelDB. */
  async function openHome (): Promise<Home> {
    const kv = levelKV(files.join(folder, 'index'))
    const journal = segmentedJournal()({ files, crc32c: machine.crc32c, directory: files.join(folder, 'journal') })
    await kv.start()
    await journal.start()
    const copy = replica()({
      platform: machine,
      journal,
      kv,
      signer,
      verify: createStrictVerifier(async (key, message, signature) => ed25519.verify(key, message, signature)),
      net: NET,
      names: ['node-a'],
      founds: ['team', 'company'],
      laneStore,
      logger: defaultLogger()
    })
    await copy.start()

    return {
      replica: copy,
      stop: async () => {
        await copy.stop()
        await journal.stop()
        await kv.stop()
      }
    }
  }
})
