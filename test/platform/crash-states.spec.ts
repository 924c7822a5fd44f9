import { expect } from 'aegir/chai'
import { crashStates, DiskLog, MemoryFiles, seededRandom } from '../../src/platform/index.ts'
import type { DiskImage, FileHandle, FilesFault } from '../../src/platform/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What is left of some files, as text; a file that is not there reads as null. */
function textOf (image: DiskImage, ...paths: string[]): string {
  return JSON.stringify(paths.map(path => {
    const file = image.files.get(path)

    return file == null ? null : new TextDecoder().decode(file.bytes).replaceAll('\0', '_')
  }))
}

describe('crashStates', () => {
  let log: DiskLog
  let files: MemoryFiles
  let fault: FilesFault | undefined
  let handle: FileHandle

  /** The distinct states after everything so far. */
  function states (paths: string[], cap = 500): string[] {
    const images = [...crashStates(log, log.length, { cap, random: seededRandom(1) })]

    return [...new Set(images.map(image => textOf(image, ...paths)))].sort()
  }

  beforeEach(async () => {
    log = new DiskLog()
    fault = undefined
    files = new MemoryFiles({
      log,
      image: { folders: new Map([['/home', 0o700]]), files: new Map([['/home/a', { mode: 0o600, bytes: bytes('base') }]]) },
      fault: ({ name }) => name === 'sync' ? fault : undefined
    })
    handle = await files.open('/home/a', 'write')
  })

  it('leave one state where everything is synced', async () => {
    await handle.write([bytes('more')], 4)
    await handle.sync()
    expect(states(['/home/a'])).to.deep.equal(['["basemore"]'])
    expect(log.start).to.be.below(log.length)
  })

  it('keep a write whole, not at all, torn after any byte, or as a size without bytes', async () => {
    await handle.write([bytes('more')], 4)
    expect(states(['/home/a'])).to.deep.equal(['["base"]', '["base____"]', '["basem"]', '["basemo"]', '["basemor"]', '["basemore"]'])
  })

  it('keep writes in any order', async () => {
    await handle.write([bytes('12')], 4)
    await handle.write([bytes('34')], 6)
    expect(states(['/home/a'])).to.include.members(['["base"]', '["base12"]', '["base__34"]', '["base1234"]', '["base123"]'])
  })

  it('keep a write over old bytes by sectors', async () => {
    await handle.write([new Uint8Array(2048).fill(0x6f)], 0)
    await handle.sync()
    await handle.write([new Uint8Array(2048).fill(0x6e)], 0)
    const torn = states(['/home/a']).filter(state => /^\["(o{512}|n{512})+"\]$/.test(state) && /no+n/.test(state))

    expect(torn).to.not.have.lengthOf(0)
  })

  it('keep a cut or not', async () => {
    await handle.truncate(2)
    expect(states(['/home/a'])).to.deep.equal(['["ba"]', '["base"]'])
  })

  it('keep names in any subset until their folder is synced', async () => {
    await files.open('/home/b', 'write')
    await files.remove('/home/a')
    expect(states(['/home/a', '/home/b'])).to.deep.equal(['["base",""]', '["base",null]', '[null,""]', '[null,null]'])
    await files.syncDirectory('/home')
    expect(states(['/home/a', '/home/b'])).to.deep.equal(['[null,""]'])
  })

  it('keep a rename as a whole or not', async () => {
    await files.rename('/home/a', '/home/b')
    expect(states(['/home/a', '/home/b'])).to.deep.equal(['["base",null]', '[null,"base"]'])
  })

  it('leave the old or the new file when one is replaced', async () => {
    const { length } = log

    await files.writeFileAtomic('/home/a', bytes('new'))
    const seen = new Set<string>()

    for (let point = length; point <= log.length; point++) {
      for (const image of crashStates(log, point, { cap: 100, random: seededRandom(1) })) {
        seen.add(textOf(image, '/home/a'))
      }
    }
    expect([...seen].sort()).to.deep.equal(['["base"]', '["new"]'])
  })

  it('leave the old or the new bytes where a sync failed, also after one that succeeds', async () => {
    fault = { code: 'EIO' }
    await handle.write([bytes('XX')], 0)
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EIO')
    fault = undefined
    await handle.write([bytes('!')], 4)
    await handle.sync()
    expect(states(['/home/a'])).to.include.members(['["XXse!"]', '["base!"]', '["Xase!"]'])
    await handle.write([bytes('XX')], 0)
    await handle.sync()
    expect(states(['/home/a'])).to.deep.equal(['["XXse!"]'])
  })

  it('are as many as asked for, and the same for the same seed', async () => {
    await handle.write([new Uint8Array(5_000).fill(1)], 4)
    const some = (seed: number): string[] => [...crashStates(log, log.length, { cap: 50, random: seededRandom(seed) })].map(image => textOf(image, '/home/a'))

    expect(some(1)).to.have.lengthOf(50)
    expect(some(1)).to.deep.equal(some(1))
    expect(some(1)).to.not.deep.equal(some(2))
  })

  it('are disks to begin from', async () => {
    await handle.write([bytes('more')], 4)
    for (const image of crashStates(log, log.length, { cap: 5, random: seededRandom(1) })) {
      const again = new MemoryFiles({ image })

      expect(await again.list('/home')).to.deep.equal(['a'])
      expect(await again.readFile('/home/a')).to.deep.equal(image.files.get('/home/a')?.bytes)
      expect(await again.modeOf('/home/a')).to.equal(0o600)
      again.crash()
      expect(await again.readFile('/home/a')).to.deep.equal(image.files.get('/home/a')?.bytes)
    }
  })
})
