import { expect } from 'aegir/chai'
import { platform } from '../../src/platform/index.ts'
import { fileError } from '../../src/platform/indexed/database.ts'
import { IndexedFiles } from '../../src/platform/indexed/indexed-files.ts'
import { Turns } from '../../src/platform/indexed/turns.ts'
import { filesSuite } from '../compliance/files.ts'
import type { Files } from '../../src/platform/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('files in IndexedDB', () => {
  it('tell a full disk from a failed one', () => {
    const cause = new DOMException('', 'QuotaExceededError')
    expect(fileError('a', cause)).to.include({ code: 'ENOSPC', path: 'a', cause })
    expect(fileError('a', new DOMException('', 'UnknownError'))).to.include({ code: 'EIO' })
    expect(fileError('b', fileError('a', cause))).to.include({ path: 'a' })
  })

  it('take turns, whatever fails', async () => {
    const turns = new Turns()
    const order: number[] = []
    const failing = turns.take(async () => { throw new RangeError('no') })
    const later = turns.take(async () => { order.push(2) })
    await expect(failing).to.eventually.be.rejectedWith(RangeError)
    order.push(1)
    await later
    expect(order).to.have.members([1, 2])
  })
})

if ('indexedDB' in globalThis) {
  const { timers } = platform()
  let names = 0

  const openAnew = (): Files => new IndexedFiles({ timers })

  filesSuite('IndexedFiles', async () => openAnew(), { onThread: false })

  describe('files in IndexedDB after a page ended', () => {
    let home: string
    let files: Files

    beforeEach(async () => {
      home = `factmesh-test-${++names}-${performance.now()}`
      files = openAnew()
    })

    afterEach(async () => {
      await new Promise<void>(resolve => {
        const removal = indexedDB.deleteDatabase(home)
        removal.onsuccess = removal.onblocked = () => { resolve() }
      })
    })

    it('are as they were synced', async () => {
      const handle = await files.open(`${home}/a`, 'write')
      await handle.write([new Uint8Array(20_000).fill(1)], 0)
      await handle.sync()
      await handle.write([new Uint8Array(20_000).fill(2)], 10_000)
      await handle.truncate(5_000)

      const found = await openAnew().readFile(`${home}/a`)
      expect(found).to.deep.equal(new Uint8Array(20_000).fill(1))
    })

    it('are cut and grown without what stood there before', async () => {
      const handle = await files.open(`${home}/a`, 'write')
      await handle.write([new Uint8Array(50_000).fill(1)], 0)
      await handle.sync()
      await handle.truncate(9_000)
      await handle.write([bytes('end')], 40_000)
      await handle.sync()

      const expected = new Uint8Array(40_003)
      expected.fill(1, 0, 9_000).set(bytes('end'), 40_000)
      expect(await files.readFile(`${home}/a`)).to.deep.equal(expected)
      expect(await openAnew().readFile(`${home}/a`)).to.deep.equal(expected)
    })

    it('have their names, numbers and stamps', async () => {
      await files.makeDirectory(`${home}/folder`)
      await files.writeFileAtomic(`${home}/folder/a`, bytes('first'), { mode: 0o400 })
      await files.writeFileAtomic(`${home}/folder/b`, bytes('second'))
      await files.rename(`${home}/folder/b`, `${home}/folder/c`)
      await files.writeFileAtomic(`${home}/d`, bytes('gone'))
      await files.remove(`${home}/d`)

      const again = openAnew()
      expect(await again.list(home)).to.deep.equal(['folder'])
      expect(await again.list(`${home}/folder`)).to.deep.equal(['a', 'c'])
      expect(await again.modeOf(`${home}/folder/a`)).to.equal(0o400)
      expect(await again.stampOf(`${home}/folder/c`)).to.equal(await files.stampOf(`${home}/folder/c`))
      const before = await files.identityOf(`${home}/folder/c`)
      await again.writeFileAtomic(`${home}/folder/e`, bytes('new'))
      expect(Number((await again.identityOf(`${home}/folder/e`))?.split(':')[1])).to.be.above(Number(before?.split(':')[1]))
    })

    it('take no room once their names went while they were open', async () => {
      const handle = await files.open(`${home}/a`, 'write')
      await handle.write([new Uint8Array(30_000)], 0)
      await handle.sync()
      await files.remove(`${home}/a`)
      expect(await chunksIn(home)).to.equal(4)

      const again = openAnew()
      const release = await again.lock?.(home)
      expect(await chunksIn(home)).to.equal(0)
      await release?.()
    })

    it('belong to one at a time', async () => {
      const release = await files.lock?.(home)
      expect(await openAnew().lock?.(home)).to.equal(undefined)
      await release?.()
      const other = await openAnew().lock?.(home)
      expect(other).to.be.a('function')
      await other?.()
    })
  })

  const chunksIn = async (name: string): Promise<number> => new Promise((resolve, reject) => {
    const opening = indexedDB.open(name)
    opening.onerror = () => { reject(opening.error ?? new Error('no database')) }
    opening.onsuccess = () => {
      const count = opening.result.transaction('chunks').objectStore('chunks').count()
      count.onsuccess = () => {
        opening.result.close()
        resolve(count.result)
      }
    }
  })
}
