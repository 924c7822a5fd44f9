import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { MemoryFiles } from '../../src/platform/index.ts'
import { filesSuite } from '../compliance/files.ts'
import type { FileHandle, FilesFault, MemoryFilesInit } from '../../src/platform/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

filesSuite('MemoryFiles', async () => new MemoryFiles())

/** A copy of another length, filled up with zeros. */
function resized (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(length)
  copy.set(bytes.subarray(0, length))
  return copy
}

describe('MemoryFiles after a crash', () => {
  let files: MemoryFiles

  const reopened = async (path: string): Promise<FileHandle> => files.open(path, 'write')

  beforeEach(async () => {
    files = new MemoryFiles()
    await files.makeDirectory('/home')
  })

  it('keeps what sync covered under names that syncDirectory covered', async () => {
    const handle = await files.open('/home/a', 'write')
    await handle.write([bytes('durable')], 0)
    await handle.sync()
    await files.syncDirectory('/home')
    await handle.write([bytes(' and lost')], 7)
    files.crash()
    expect(await files.readFile('/home/a')).to.deep.equal(bytes('durable'))
  })

  it('forgets a synced file whose name was never synced', async () => {
    const handle = await files.open('/home/a', 'write')
    await handle.write([bytes('durable')], 0)
    await handle.sync()
    files.crash()
    expect(await files.list('/home')).to.deep.equal([])
  })

  it('keeps the name and forgets the content of a file that was never synced', async () => {
    const handle = await files.open('/home/a', 'write')
    await handle.write([bytes('lost')], 0)
    await files.syncDirectory('/home')
    files.crash()
    expect(await files.readFile('/home/a')).to.deep.equal(new Uint8Array())
  })

  it('takes back renames, removals and cuts that nothing covered', async () => {
    await files.writeFileAtomic('/home/a', bytes('first'))
    await files.writeFileAtomic('/home/b', bytes('second'))
    await files.makeDirectory('/home/folder')
    await files.writeFileAtomic('/home/folder/c', bytes('third'))
    const handle = await reopened('/home/b')
    await handle.truncate(1)
    await handle.write([bytes('!!!!!!!!!')], 1)
    await files.rename('/home/a', '/home/z')
    await files.remove('/home/folder')
    files.crash()
    expect(await files.list('/home')).to.deep.equal(['a', 'b', 'folder'])
    expect(await files.readFile('/home/b')).to.deep.equal(bytes('second'))
    expect(await files.readFile('/home/folder/c')).to.deep.equal(bytes('third'))
  })

  it('keeps a rename and a removal that were synced', async () => {
    await files.writeFileAtomic('/home/a', bytes('first'))
    await files.writeFileAtomic('/home/b', bytes('second'))
    await files.rename('/home/a', '/home/b')
    await files.syncDirectory('/home')
    files.crash()
    expect(await files.list('/home')).to.deep.equal(['b'])
    expect(await files.readFile('/home/b')).to.deep.equal(bytes('first'))
  })

  it('is dead for handles that were open', async () => {
    const handle = await files.open('/home/a', 'write')
    files.crash()
    await expect(handle.write([bytes('x')], 0)).to.eventually.be.rejected.with.property('code', 'EBADF')
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EBADF')
  })

  it('holds exactly the last synced state after any calls', async () => {
    const call = fc.oneof(
      { weight: 4, arbitrary: fc.record({ name: fc.constant('write' as const), position: fc.nat(40_000), length: fc.nat(20_000), fill: fc.nat(255) }) },
      { weight: 1, arbitrary: fc.record({ name: fc.constant('truncate' as const), position: fc.nat(50_000), length: fc.constant(0), fill: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ name: fc.constant('sync' as const), position: fc.constant(0), length: fc.constant(0), fill: fc.constant(0) }) }
    )
    await fc.assert(fc.asyncProperty(fc.array(call, { maxLength: 20 }), async (calls) => {
      await files.writeFileAtomic('/home/a', new Uint8Array())
      const handle = await reopened('/home/a')
      let [live, durable] = [new Uint8Array(), new Uint8Array()]
      for (const { name, position, length, fill } of calls) {
        if (name === 'sync') {
          await handle.sync()
          durable = live.slice()
          continue
        }
        if (name === 'write') {
          live = resized(live, Math.max(live.length, length === 0 ? 0 : position + length))
          live.subarray(position, position + length).fill(fill)
          await handle.write([new Uint8Array(length).fill(fill)], position)
        } else {
          live = resized(live, position)
          await handle.truncate(position)
        }
      }
      expect(await files.readFile('/home/a')).to.deep.equal(live)
      files.crash()
      expect(await files.readFile('/home/a')).to.deep.equal(durable)
    }), { numRuns: 200 })
  })
})

describe('MemoryFiles with faults', () => {
  const plan: MemoryFilesInit = {}
  let files: MemoryFiles
  let handle: FileHandle

  const failOnce = (name: string, fault: FilesFault): void => {
    plan.fault = (operation) => {
      if (operation.name === name) {
        plan.fault = undefined
        return fault
      }
    }
  }

  beforeEach(async () => {
    plan.fault = undefined
    files = new MemoryFiles(plan)
    handle = await files.open('/a', 'write')
    await files.syncDirectory('/')
    await handle.write([bytes('good ')], 0)
    await handle.sync()
  })

  it('fails a call by name and leaves the state alone', async () => {
    failOnce('write', { code: 'EIO' })
    await expect(handle.write([bytes('bad')], 5)).to.eventually.be.rejected.with.property('code', 'EIO')
    failOnce('open', { code: 'EMFILE' })
    await expect(files.open('/b', 'write')).to.eventually.be.rejected.with.property('code', 'EMFILE')
    expect(await files.list('/')).to.deep.equal(['a'])
    expect(await files.readFile('/a')).to.deep.equal(bytes('good '))
  })

  it('cuts a write short', async () => {
    failOnce('write', { taken: 4 })
    expect(await handle.write([bytes('abc'), bytes('def')], 5)).to.equal(4)
    expect(await files.readFile('/a')).to.deep.equal(bytes('good abcd'))
  })

  it('forgets after a failed sync what a later sync claims to keep', async () => {
    failOnce('sync', { code: 'EIO' })
    await handle.write([bytes('lost')], 5)
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EIO')
    await handle.sync()
    expect(await files.readFile('/a')).to.deep.equal(bytes('good lost'))
    files.crash()
    expect(await files.readFile('/a')).to.deep.equal(bytes('good '))
  })

  it('keeps again what is written after the file was cut back', async () => {
    failOnce('sync', { code: 'EIO' })
    await handle.write([bytes('lost')], 5)
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EIO')
    await handle.truncate(5)
    await handle.write([bytes('kept')], 5)
    await handle.sync()
    files.crash()
    expect(await files.readFile('/a')).to.deep.equal(bytes('good kept'))
  })

  it('crashes in the middle of a call', async () => {
    plan.fault = ({ name }) => {
      if (name === 'sync') {
        files.crash()
      }
      return undefined
    }
    await handle.write([bytes('lost')], 5)
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EBADF')
    expect(await files.readFile('/a')).to.deep.equal(bytes('good '))
  })
})

describe('MemoryFiles when full', () => {
  it('takes what fits, then fails, and goes on when space returns', async () => {
    const files = new MemoryFiles({ capacityBytes: 10 })
    const handle = await files.open('/a', 'write')
    expect(await handle.write([new Uint8Array(8)], 0)).to.equal(8)
    expect(await handle.write([new Uint8Array(1), new Uint8Array(4)], 8)).to.equal(2)
    expect(await files.freeBytes()).to.equal(0)
    await expect(handle.write([new Uint8Array(1)], 10)).to.eventually.be.rejected.with.property('code', 'ENOSPC')
    await expect(handle.truncate(11)).to.eventually.be.rejected.with.property('code', 'ENOSPC')
    await expect(files.writeFileAtomic('/b', new Uint8Array(1))).to.eventually.be.rejected.with.property('code', 'ENOSPC')
    expect(await handle.write([new Uint8Array(10)], 0)).to.equal(10)
    await handle.truncate(3)
    expect(await files.freeBytes()).to.equal(7)
    await files.writeFileAtomic('/b', new Uint8Array(7))
    await files.remove('/a')
    expect(await files.freeBytes()).to.equal(3)
    files.crash()
    expect(await files.freeBytes()).to.equal(3)
  })

  it('tells the files of two disks apart', async () => {
    const [one, other] = [new MemoryFiles(), new MemoryFiles({ device: 2 })]
    await one.writeFileAtomic('/a', bytes('1'))
    await other.writeFileAtomic('/a', bytes('1'))
    expect(await one.identityOf('/a')).to.not.equal(await other.identityOf('/a'))
  })
})
