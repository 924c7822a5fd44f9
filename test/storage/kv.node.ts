import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { NodeFiles } from '../../src/platform/index.ts'
import { KVCorruptError, KVFailedError, KVLockedError, levelKV } from '../../src/storage/kv/index.ts'
import { kvSuite } from '../compliance/kv.ts'

const files = new NodeFiles()
let home: string

kvSuite({
  name: 'LevelDB',
  open: async () => {
    home = await files.temporaryDirectory('factmesh-kv-')
    return levelKV(join(home, 'index'))
  },
  tidy: async () => files.remove(home)
})

describe('levelKV', () => {
  let path: string

  beforeEach(async () => {
    home = await files.temporaryDirectory('factmesh-kv-')
    path = join(home, 'index')
  })

  afterEach(async () => {
    await files.remove(home)
  })

  it('is open once at a time', async () => {
    const [one, other] = [levelKV(path), levelKV(path)]
    await one.start()
    await expect(other.start()).to.eventually.be.rejectedWith(KVLockedError).with.property('location', path)
    await one.stop()
    await other.start()
    await other.stop()
  })

  it('says that its files are damaged, and can be destroyed and begun again', async () => {
    const kv = levelKV(path)
    await kv.start()
    await kv.batch([{ type: 'put', key: Uint8Array.of(1), value: Uint8Array.of(1) }], { sync: true })
    await kv.stop()
    await truncate(join(path, 'CURRENT'), 3)
    await expect(kv.start()).to.eventually.be.rejectedWith(KVCorruptError).with.property('location', path)
    await kv.destroy()
    await kv.start()
    expect(await kv.get(Uint8Array.of(1))).to.equal(undefined)
    await kv.stop()
  })

  it('says that the medium failed when a file stands in its place', async () => {
    await writeFile(path, 'not a folder')
    await expect(levelKV(path).start()).to.eventually.be.rejectedWith(KVFailedError).with.property('cause')
  })

  it('takes the memory that it is given', async () => {
    const kv = levelKV(path, { cacheBytes: 0, writeBufferBytes: 65_536 })
    await kv.start()
    const value = new Uint8Array(10_000).fill(1)
    for (let i = 0; i < 50; i++) {
      await kv.batch([{ type: 'put', key: Uint8Array.of(i), value }])
    }
    expect((await files.list(path)).some((name) => name.endsWith('.ldb'))).to.equal(true)
    await kv.stop()
  })
})
