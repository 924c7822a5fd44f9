import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { platform } from '../../src/platform/index.ts'
import { NodeFiles } from '../../src/platform/index.ts'
import { replica } from '../../src/replica/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { levelKV } from '../../src/storage/kv/index.ts'
import { seededBytes } from '../fixtures/bundles.ts'
import { dump, NET, scanAll, someFactDrafts, someLaneStore, write } from '../fixtures/replicas.ts'
import type { Replica } from '../../src/replica/index.ts'
import type { Journal } from '../../src/storage/journal/index.ts'
import type { KV } from '../../src/storage/kv/index.ts'

interface Home {
  readonly replica: Replica
  readonly journal: Journal
  readonly kv: KV
  stop (): Promise<void>
}

describe('replica on a disk', () => {
  const files = new NodeFiles()
  const laneStore = someLaneStore()
  let folder: string

  beforeEach(async () => {
    folder = await files.temporaryDirectory('factmesh-replica-')
  })

  afterEach(async () => {
    await files.remove(folder)
  })

  it('finds everything again after a restart, and after its index was removed', async () => {
    let home = await openHome()
    const written = await write(home, someFactDrafts(1_500))
    await write(home, someFactDrafts(500, { value: { type: 'number', v: 1 } }))
    const before = await viewOf(home)
    await home.stop()

    home = await openHome()
    expect(await viewOf(home)).to.deep.equal(before)
    expect(await home.replica.get(written[1_000].id)).to.deep.equal(written[1_000])
    await home.stop()

    await files.remove(files.join(folder, 'index'))
    home = await openHome()
    expect(await viewOf(home)).to.deep.equal(before)
    expect(await home.replica.verifyJournal()).to.include({ records: before.bundles, damaged: 0 })
    await home.stop()
  })

  /** A replica over real files and LevelDB. */
  async function openHome (): Promise<Home> {
    const machine = platform()
    const kv = levelKV(files.join(folder, 'index'))
    const journal = segmentedJournal()({ files, crc32c: machine.crc32c, directory: files.join(folder, 'journal') })
    await kv.start()
    await journal.start()
    const copy = replica()({
      platform: machine,
      journal,
      kv,
      signer: machine.ed25519.signer(seededBytes('replica on a disk')),
      verify: createStrictVerifier(async (key, message, signature) => machine.ed25519.verify(key, message, signature)),
      net: NET,
      names: [],
      laneStore,
      logger: defaultLogger()
    })
    await copy.start()

    return {
      replica: copy,
      journal,
      kv,
      stop: async () => {
        await copy.stop()
        await journal.stop()
        await kv.stop()
      }
    }
  }
})

async function viewOf (home: Home): Promise<{ index: string[], root: string | null, bundles: number, facts: unknown[] }> {
  const [{ root, bundles }] = home.replica.scopes()

  return { index: await dump(home), root, bundles, facts: await scanAll(home) }
}
