import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { HomeLockedError } from '../../src/mesh/errors.ts'
import { IndexFolder } from '../../src/mesh/home/index-folder.ts'
import { NodeFiles, platform } from '../../src/platform/index.ts'
import { FactIndex } from '../../src/replica/index/index.ts'
import { levelKV } from '../../src/storage/kv/index.ts'
import { foreignArrival } from '../fixtures/arrivals.ts'
import type { LevelCheck } from '../../src/storage/kv/index.ts'

const UNPROVEN: LevelCheck = { result: 'unproven', reason: 'there are no processes today' }
const SCOPE = 'ab'.repeat(32)

describe('folder of an index', () => {
  const files = new NodeFiles()
  const machine = platform()
  let home: string

  beforeEach(async () => {
    home = await files.temporaryDirectory('factmesh-index-')
    const { folder, index } = await open()
    expect(folder.opening).to.equal('new')
    await index.write(await index.prepare([await foreignArrival()]), [32], 500)
    await index.flush()
    folder.marker.noteRoots(new Map([[SCOPE, 'cd']]))
    await folder.stop()
  })

  afterEach(async () => {
    await files.remove(home)
  })

  it('opens by the marker of a clean stop, which is gone while it is open', async () => {
    expect(await files.list(home)).to.include('index.json')
    const { folder, index } = await open()
    expect(folder.opening).to.equal('marker')
    expect(folder.marker.closed).to.deep.include({ watermark: 500, entries: index.entries, sum: index.sum })
    expect(folder.marker.roots.get(SCOPE)).to.equal('cd')
    expect(await files.list(home)).to.not.include('index.json')
    expect(index.watermark).to.equal(500)
    await folder.stop()
    await folder.stop()
  })

  it('looks closer when a file was touched, added or taken away, or the marker is not one', async () => {
    const changes = [
      async () => writeFile(join(home, 'index', 'LOG'), 'something else'),
      async () => writeFile(join(home, 'index', 'new'), ''),
      async () => files.remove(join(home, 'index', 'LOG')),
      async () => writeFile(join(home, 'index.json'), 'null'),
      async () => writeFile(join(home, 'index.json'), '{"version":1,"index":3,"files":null}'),
      async () => writeFile(join(home, 'index.json'), '{"version":2}'),
      async () => files.remove(join(home, 'index.json'))
    ]

    for (const change of changes) {
      await change()
      const { folder, index } = await open()
      expect(folder.opening).to.equal('check')
      expect(folder.marker.closed).to.equal(undefined)
      expect(index.watermark).to.equal(500)
      await folder.stop()
    }
  })

  it('throws away what is damaged', async () => {
    const [table] = (await files.list(join(home, 'index'))).filter(name => name.endsWith('.ldb'))
    await truncate(join(home, 'index', table), 100)
    const { folder, index } = await open()
    expect([folder.opening, index.watermark]).to.deep.equal(['damaged', 0])
    await folder.stop()
    const again = await open()
    expect(again.folder.opening).to.equal('marker')
    await again.folder.stop()
  })

  it('throws a small one away when nothing can check it, and reads a large one itself', async () => {
    await files.remove(join(home, 'index.json'))
    const small = await open(UNPROVEN)
    expect([small.folder.opening, small.index.watermark]).to.deep.equal(['damaged', 0])
    await small.index.write(await small.index.prepare([await foreignArrival()]), [32], 600)
    await small.index.flush()
    await small.folder.stop()

    await files.remove(join(home, 'index.json'))
    await truncate(join(home, 'index', 'LOG'), 65 * 2 ** 20)
    const large = await open(UNPROVEN)
    expect([large.folder.opening, large.index.watermark]).to.deep.equal(['scan', 600])
    await large.folder.kv.batch([{ type: 'put', key: Uint8Array.of(5, 1), value: Uint8Array.of(1, 2, 3, 4) }])
    await large.folder.stop()

    await files.remove(join(home, 'index.json'))
    await truncate(join(home, 'index', 'LOG.old'), 65 * 2 ** 20)
    const damaged = await open(UNPROVEN)
    expect([damaged.folder.opening, damaged.index.watermark]).to.deep.equal(['damaged', 0])
    await damaged.folder.stop()
  })

  it('leaves alone what somebody else has open', async () => {
    const other = levelKV(join(home, 'index'))
    await other.start()
    await expect(open()).to.eventually.be.rejectedWith(HomeLockedError)
    await expect(open(UNPROVEN)).to.eventually.be.rejected()
    await other.stop()
    const { folder, index } = await open()
    expect([folder.opening, index.watermark]).to.deep.equal(['check', 500])
    await folder.stop()
  })

  it('leaves no marker when the index cannot be read', async () => {
    const { folder, index } = await open()
    await folder.kv.clear({ gte: Uint8Array.of(3), lt: Uint8Array.of(4) })
    await index.flush()
    await folder.stop()
    expect(await files.list(home)).to.not.include('index.json')
    const again = await open()
    expect([again.folder.opening, again.index.watermark]).to.deep.equal(['damaged', 0])
    await again.folder.stop()
  })

  /** The folder and the index in it. */
  async function open (found?: LevelCheck): Promise<{ folder: IndexFolder, index: FactIndex }> {
    const check = found == null ? undefined : async (): Promise<LevelCheck> => found
    const folder = new IndexFolder({ files, platform: machine, check }, home)
    await folder.start()
    const index = new FactIndex({ kv: folder.kv, crc32c: machine.crc32c, marker: folder.marker, freeBytes: async () => folder.freeBytes() })
    await index.start(1_000)

    return { folder, index }
  }
})
