import { expect } from 'aegir/chai'
import { openPages } from '../fixtures/mesh-pages.ts'
import { draftOf, until } from '../fixtures/meshes.ts'
import type { Pages } from '../fixtures/mesh-pages.ts'

describe('the home of a page', function () {
  this.timeout(180_000)

  let pages: Pages

  before(async () => {
    pages = await openPages()
  })

  after(async () => {
    await pages.close()
  })

  it('has every fact that was answered for when the page is killed in the middle of writes', async () => {
    for (let round = 0; round < 3; round++) {
      const page = await pages.open()
      const peer = await page.call('start', { home: 'notes' })
      await page.begin('writeOn')
      await until('some writes were answered', async () => (await page.call('answered')).length > 20 * (round + 1))
      const answered = await page.call('answered')
      await page.kill()

      const again = await pages.open(page.context)
      expect(await again.call('start', { home: 'notes' })).to.equal(peer)
      for (const id of answered) { expect(await again.call('has', id)).to.equal(true) }
      expect((await again.call('write', [draftOf(1)]))[0]).to.match(/\.0$/)
      await again.kill()
    }
  })

  it('belongs to one page at a time, and to the next when that ends', async () => {
    const one = await pages.open()
    await one.call('start', { home: 'notes' })
    const other = await pages.open(one.context)
    await expect(other.call('start', { home: 'notes' })).to.eventually.be.rejectedWith(/notes is in use/)
    await one.kill()
    await until('the home is free', async () => other.call('start', { home: 'notes' }).then(() => true, () => false))
  })

  it('is shared by tabs: one writes, others hand their facts to it, and one of them takes over', async () => {
    const one = await pages.open()
    const [other, third] = [await pages.open(one.context), await pages.open(one.context)]
    await one.call('join', 'shared')
    await until('the first tab runs the node', async () => one.call('owns'))
    await other.call('join', 'shared')
    await third.call('join', 'shared')
    const ids = (await Promise.all([one, other, third].map(async (page, i) => page.call('writeShared', i * 100, 20)))).flat()
    expect(new Set(ids).size).to.equal(60)
    expect(await third.call('chains')).to.deep.equal({ facts: 60, conflicts: 0 })

    await one.kill()
    const next = await until('another tab took over', async () => (await other.call('owns')) ? other : (await third.call('owns')) && third)
    const later = await Promise.all([other, third].map(async (page, i) => page.call('writeShared', 1000 + i * 100, 10)))
    expect(new Set([...ids, ...later.flat()]).size).to.equal(80)
    expect(await next.call('chains')).to.deep.equal({ facts: 80, conflicts: 0 })
  })
})
