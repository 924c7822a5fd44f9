import { expect } from 'aegir/chai'
import type { Files } from '../../src/platform/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

async function failure (call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'no code'
  }
}

/** What every body of Files does alike; those of IndexedDB have no calls on the caller's thread. */
export function filesSuite (name: string, openFiles: () => Promise<Files>, init = { onThread: true }): void {
  describe(`files: ${name}`, () => {
    let files: Files
    let home: string

    beforeEach(async () => {
      files = await openFiles()
      home = await files.temporaryDirectory('factmesh-files-')
    })

    afterEach(async () => {
      await files.remove(home)
    })

    namesSuite(() => files, () => home)
    contentSuite(() => files, () => home)
    if (init.onThread) { threadSuite(() => files, () => home) }
  })
}

function namesSuite (files: () => Files, home: () => string): void {
  const at = (...parts: string[]): string => files().join(home(), ...parts)

  it('answers undefined and nothing for what is not there', async () => {
    expect(await files().readFile(at('a'))).to.equal(undefined)
    expect(await files().identityOf(at('a'))).to.equal(undefined)
    expect(await files().stampOf(at('a'))).to.equal(undefined)
    expect(await files().modeOf(at('a'))).to.equal(undefined)
    expect(await files().list(at('a'))).to.deep.equal([])
    await files().remove(at('a'))
  })

  it('fails with POSIX names', async () => {
    await files().writeFileAtomic(at('file'), bytes('x'))
    expect(await failure(files().open(at('none'), 'read'))).to.equal('ENOENT')
    expect(await failure(files().open(at('none', 'below'), 'write'))).to.equal('ENOENT')
    expect(await failure(files().open(at('file', 'below'), 'write'))).to.equal('ENOTDIR')
    expect(await failure(files().open(home(), 'write'))).to.equal('EISDIR')
    expect(await failure(files().list(at('file')))).to.equal('ENOTDIR')
    expect(await failure(files().rename(at('none'), at('b')))).to.equal('ENOENT')
    expect(await failure(files().syncDirectory(at('none')))).to.equal('ENOENT')
  })

  it('makes folders with their parents, lists names in order, and removes all', async () => {
    await files().makeDirectory(at('a', 'b', 'c'))
    await files().makeDirectory(at('a', 'b', 'c'))
    for (const name of ['10', '9', 'z', 'B']) {
      await files().writeFileAtomic(at('a', 'b', 'c', name), bytes(name))
    }
    expect(await files().list(at('a', 'b', 'c'))).to.deep.equal(['10', '9', 'B', 'z'])
    await files().remove(at('a'))
    expect(await files().list(home())).to.deep.equal([])
  })

  it('renames over what was there', async () => {
    await files().writeFileAtomic(at('old'), bytes('new content'))
    await files().writeFileAtomic(at('new'), bytes('old content'))
    const identity = await files().identityOf(at('old'))
    await files().rename(at('old'), at('new'))
    await files().rename(at('new'), at('new'))
    expect(await files().list(home())).to.deep.equal(['new'])
    expect(await files().readFile(at('new'))).to.deep.equal(bytes('new content'))
    expect(await files().identityOf(at('new'))).to.equal(identity)
  })

  it('lets exactly one of many create a file', async () => {
    const names = Array.from({ length: 16 }, (_, i) => `writer ${i}`)
    const created = await Promise.all(names.map(async (name) => files().createExclusive(at('lock'), bytes(name))))
    expect(created.filter(Boolean)).to.have.length(1)
    expect(await files().readFile(at('lock'))).to.deep.equal(bytes(names[created.indexOf(true)]))
    expect(await files().list(home())).to.deep.equal(['lock'])
  })

  it('keeps the bits that were asked for', async () => {
    await files().writeFileAtomic(at('secret'), bytes('1'), { mode: 0o600 })
    await files().createExclusive(at('once'), bytes('1'), { mode: 0o400 })
    await files().makeDirectory(at('folder'), { mode: 0o700 })
    await files().makeDirectory(at('default'))
    await files().writeFileAtomic(at('plain'), bytes('1'))
    const names = ['secret', 'once', 'folder', 'default', 'plain']
    expect(await Promise.all(names.map(async (name) => files().modeOf(at(name))))).to.deep.equal([0o600, 0o400, 0o700, 0o700, 0o600])
  })

  it('tells a replaced file by its identity and a changed one by its stamp', async () => {
    await files().writeFileAtomic(at('a'), bytes('1'))
    await files().writeFileAtomic(at('b'), bytes('1'))
    const [a, b] = [await files().identityOf(at('a')), await files().identityOf(at('b'))]
    expect(a).to.not.equal(b)
    expect(await files().stampOf(at('a'))).to.match(new RegExp(`^${a}:\\d+$`))
    expect(await files().stampOf(at('a'))).to.equal(await files().stampOf(at('a')))
    await files().rename(at('b'), at('a'))
    expect(await files().identityOf(at('a'))).to.equal(b)
  })

  it('joins parts and makes temporary folders of their own', async () => {
    expect(files().join('/a', 'b', '..', 'c')).to.equal('/a/c')
    expect(files().join('a', './b')).to.equal('a/b')
    const other = await files().temporaryDirectory('factmesh-files-')
    expect(other).to.not.equal(home())
    expect(await files().list(other)).to.deep.equal([])
    expect(await files().modeOf(other)).to.equal(0o700)
    await files().remove(other)
    expect(await files().freeBytes(home())).to.be.above(0)
  })
}

function contentSuite (files: () => Files, home: () => string): void {
  const at = (...parts: string[]): string => files().join(home(), ...parts)

  it('replaces a file as a whole and leaves nothing beside it', async () => {
    await files().writeFileAtomic(at('a'), bytes('long old content'))
    await files().writeFileAtomic(at('a'), bytes('new'))
    expect(await files().readFile(at('a'))).to.deep.equal(bytes('new'))
    await files().writeFileAtomic(at('a'), new Uint8Array())
    expect(await files().readFile(at('a'))).to.deep.equal(new Uint8Array())
    expect(await files().list(home())).to.deep.equal(['a'])
  })

  it('writes parts at positions and reads them back', async () => {
    const handle = await files().open(at('a'), 'write')
    expect(await handle.write([bytes('abc'), new Uint8Array(), bytes('def')], 0)).to.equal(6)
    expect(await handle.write([bytes('XY')], 2)).to.equal(2)
    expect(await handle.write([new Uint8Array()], 99)).to.equal(0)
    expect(await handle.write([], 99)).to.equal(0)
    expect(await handle.write([bytes('end')], 10)).to.equal(3)
    await handle.sync()
    expect(await handle.size()).to.equal(13)
    expect(await files().readFile(at('a'))).to.deep.equal(bytes('abXYef\0\0\0\0end'))
    await handle.close()
  })

  it('reads up to the end of the file', async () => {
    await files().writeFileAtomic(at('a'), bytes('0123456789'))
    const handle = await files().open(at('a'), 'read')
    const target = new Uint8Array(4)
    expect(await handle.read(target, 3)).to.equal(4)
    expect(target).to.deep.equal(bytes('3456'))
    expect(await handle.read(target, 8)).to.equal(2)
    expect(await handle.read(target, 10)).to.equal(0)
    expect(await handle.read(target, 99)).to.equal(0)
    await handle.close()
  })

  it('cuts and extends with zeros', async () => {
    const handle = await files().open(at('a'), 'write')
    await handle.write([new Uint8Array(40_000).fill(7)], 0)
    await handle.truncate(20_001)
    await handle.truncate(40_000)
    const content = await files().readFile(at('a'))
    expect(content?.subarray(0, 20_001).every((byte) => byte === 7)).to.equal(true)
    expect(content?.subarray(20_001)).to.deep.equal(new Uint8Array(19_999))
    await handle.truncate(0)
    expect(await handle.size()).to.equal(0)
    await handle.close()
  })

  it('refuses to write through a handle for reading, and anything through a closed one', async () => {
    await files().writeFileAtomic(at('a'), bytes('1'))
    const handle = await files().open(at('a'), 'read')
    expect(await failure(handle.write([bytes('2')], 0))).to.equal('EBADF')
    await handle.close()
    expect(await failure(handle.read(new Uint8Array(1), 0))).to.equal('EBADF')
    expect(await failure(handle.size())).to.equal('EBADF')
  })

  it('keeps a file that is open although its name is gone', async () => {
    const handle = await files().open(at('a'), 'write')
    await handle.write([bytes('still here')], 0)
    await files().remove(at('a'))
    const target = new Uint8Array(10)
    expect(await handle.read(target, 0)).to.equal(10)
    await handle.close()
    expect(await files().list(home())).to.deep.equal([])
  })
}

function threadSuite (files: () => Files, home: () => string): void {
  const at = (...parts: string[]): string => files().join(home(), ...parts)

  it('reads up to the end of the file on the thread', async () => {
    await files().writeFileAtomic(at('a'), bytes('0123456789'))
    const target = new Uint8Array(4)
    const handle = await files().open(at('a'), 'read')
    expect(handle.readSync?.(target, 0)).to.equal(4)
    expect(target).to.deep.equal(bytes('0123'))
    expect(handle.readSync?.(target, 9)).to.equal(1)
    await handle.close()
  })

  it('writes on the thread what it is given', async () => {
    const handle = await files().open(at('a'), 'write')
    expect(handle.writeSync?.(bytes('0123'), 2)).to.equal(4)
    expect(await files().readFile(at('a'))).to.deep.equal(bytes('\0\x000123'))
    await handle.close()
  })

  it('refuses everything on the thread through a closed handle', async () => {
    const handle = await files().open(at('a'), 'write')
    await handle.close()
    expect(() => handle.readSync?.(new Uint8Array(1), 0)).to.throw().with.property('code', 'EBADF')
    expect(() => handle.writeSync?.(new Uint8Array(1), 0)).to.throw().with.property('code', 'EBADF')
  })
}
