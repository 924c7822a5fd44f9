import { cp } from 'node:fs/promises'
import { defaultLogger } from '@libp2p/logger'
import { expect } from 'aegir/chai'
import { IndexFolder } from '../../src/mesh/home/index-folder.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { NodeFiles, platform, seededRandom } from '../../src/platform/index.ts'
import { INDEX_FORMAT } from '../../src/replica/index/index.ts'
import { replica } from '../../src/replica/index.ts'
import { segmentedJournal } from '../../src/storage/journal/index.ts'
import { seededBytes, someSigner } from '../fixtures/bundles.ts'
import { damageLevel } from '../fixtures/level-damage.ts'
import { foreignBundle, NET, ORIGIN, scanAll, someFactDrafts, someLaneStore, write } from '../fixtures/replicas.ts'
import type { FactQuery, Replica } from '../../src/replica/index.ts'

const SEED = 20_261_121
const DAMAGES = 200

/** Leads to each bucket of the index. */
const QUERIES: readonly FactQuery[] = [
  {}, { entity: 'user:person-3' }, { relation: 'memory:team' }, { entity: 'user:person-3', relation: 'memory:role' },
  { source: 'stigmem://team/agent' }, { scope: 'local' }, { includeContradicted: true }, { includeRetracted: true },
  { after: '1767225600000.00000' }, { entity: 'user:person-1', asOf: '1767225600000.00003' }, { minConfidence: 0.9 }
]

interface Home {
  readonly replica: Replica
  readonly folder: IndexFolder
  /** Whether the index was empty when the replica started, so that it was built from the journal. */
  readonly isRebuilt: boolean
  stop (): Promise<void>
}

describe('index on a damaged disk', () => {
  const files = new NodeFiles()
  let scratch: string
  let expected: string

  before(async () => {
    scratch = await files.temporaryDirectory('factmesh-damage-')
    await fill(files.join(scratch, 'clean'), files.join(scratch, 'unclean'))
    const home = await openHome(files.join(scratch, 'clean'))
    expected = await answersOf(home.replica)
    await home.stop()
  })

  after(async () => {
    await files.remove(scratch)
  })

  it('opens without a look after a clean stop, and after a check when the process was ended', async () => {
    const left = ['clean', 'unclean'].map(async name => {
      const home = await openHome(files.join(scratch, name))
      const answers = await answersOf(home.replica)
      await home.stop()
      return [home.folder.opening, home.isRebuilt, answers === expected]
    })

    expect(await Promise.all(left)).to.deep.equal([['marker', false, true], ['check', false, true]])
  })

  it(`answers nothing wrong after ${DAMAGES} damages`, async function () {
    this.timeout(600_000)
    const counts = { wrong: 0, rebuilt: 0, harmless: 0 }
    // Two at a time: half of the work is done in processes of their own.
    await Promise.all(['clean', 'unclean'].map(async (name, lane) => {
      const random = seededRandom(SEED + lane)

      for (let no = 0; no < DAMAGES / 2; no++) {
        const path = files.join(scratch, `${name}-${no}`)
        await cp(files.join(scratch, name), path, { recursive: true })
        const done = await damageLevel(files.join(path, 'index'), random)
        const home = await openHome(path)
        counts[home.isRebuilt ? 'rebuilt' : 'harmless']++

        if (await answersOf(home.replica) !== expected) {
          counts.wrong++
          process.stdout.write(`      wrong answers: seed ${SEED + lane}, damage ${no} after a stop that was ${name}, ${done.kind} in ${done.file}\n`)
        }

        await home.stop()
        await files.remove(path)
      }
    }))

    process.stdout.write(`      leveldb damages: ${DAMAGES}, wrong answers ${counts.wrong}, rebuilt ${counts.rebuilt}, harmless ${counts.harmless}\n`)
    expect(counts.wrong).to.equal(0)
  })

  /** A home as a clean stop leaves it, and one as the end of the process leaves it, with the same facts. */
  async function fill (clean: string, unclean: string): Promise<void> {
    let home = await openHome(clean)
    await write(home, someFactDrafts(60))
    await write(home, someFactDrafts(20, { value: { type: 'number', v: 4 } }))

    for (const draft of someFactDrafts(20, { relation: 'memory:team' })) {
      await write(home, [draft])
    }

    // A restart moves what LevelDB holds in memory into a file of its own.
    await home.stop()
    home = await openHome(clean)
    await write(home, someFactDrafts(3, { confidence: 0 }))
    await write(home, someFactDrafts(5), 'local')
    await write(home, someFactDrafts(5, { source: 'stigmem://team/agent', validUntilMs: 4_000_000_000_000 }))
    const author = someSigner(7)
    const first = await foreignBundle(author, [{}, { entity: 'user:person-é' }])
    const second = await foreignBundle(author, [{ confidence: 0.5 }], { seq: 2, prev: first.hash, hlc: { wallMs: 1_767_225_600_001, counter: 0 } })
    await home.replica.receive([second.bytes, first.bytes], ORIGIN)
    await write(home, someFactDrafts(200, { relation: 'memory:other' }))
    // The scan waits for what is on its way into the database.
    await scanAll(home)
    await cp(clean, unclean, { recursive: true })
    await home.stop()
  }

  /** A replica over real files. */
  async function openHome (directory: string): Promise<Home> {
    const machine = platform()
    const folder = new IndexFolder({ files, platform: machine }, directory)
    const journal = segmentedJournal()({ files, crc32c: machine.crc32c, directory: files.join(directory, 'journal') })
    await files.makeDirectory(directory)
    await folder.start()
    await journal.start()
    const format = await folder.kv.get(Uint8Array.of(1, ...new TextEncoder().encode('format')))
    const copy = replica()({
      platform: machine,
      journal,
      kv: folder.kv,
      signer: machine.ed25519.signer(seededBytes('replica on a damaged disk')),
      verify: createStrictVerifier(async (key, message, signature) => machine.ed25519.verify(key, message, signature)),
      net: NET,
      names: ['team'],
      laneStore: someLaneStore(),
      logger: defaultLogger()
    })
    await copy.start()

    return {
      replica: copy,
      folder,
      isRebuilt: format?.[0] !== INDEX_FORMAT,
      stop: async () => {
        await copy.stop()
        await journal.stop()
        await folder.stop()
      }
    }
  }
})

/** What a replica answers to every kind of question. */
async function answersOf (copy: Replica): Promise<string> {
  const lists = await Promise.all(QUERIES.map(async query => scanAll({ replica: copy }, query)))
  const singles = await Promise.all(lists.flat().map(async ({ id }) => copy.get(id)))

  return JSON.stringify([lists, singles, copy.scopes()])
}
