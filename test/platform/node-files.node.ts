import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'aegir/chai'
import { NodeFiles } from '../../src/platform/index.ts'
import { filesSuite } from '../compliance/files.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Writes 4,000 bytes under a file size limit of 2 KiB, then a file of that size in one go, and prints how the calls went. */
const LIMITED = `
import { NodeFiles } from ${JSON.stringify(new URL('../../src/platform/index.ts', import.meta.url).href)}
const files = new NodeFiles()
const handle = await files.open(files.join(process.argv[1], 'a'), 'write')
const first = await handle.write([new Uint8Array(1_000), new Uint8Array(3_000)], 0)
const second = await handle.write([new Uint8Array(3_000)], first).catch((error) => error.code)
const whole = await files.writeFileAtomic(files.join(process.argv[1], 'b'), new Uint8Array(4_000)).catch((error) => error.code)
console.log(JSON.stringify({ first, second, whole, size: await handle.size(), names: await files.list(process.argv[1]) }))
`

filesSuite('NodeFiles', async () => new NodeFiles())

filesSuite('NodeFiles without hard links', async () => new NodeFiles({
  link: async () => { throw Object.assign(new TypeError('no links here'), { code: 'EPERM' }) }
}))

describe('NodeFiles', () => {
  const files = new NodeFiles()
  let home: string

  beforeEach(async () => {
    home = await files.temporaryDirectory('factmesh-node-files-')
  })

  afterEach(async () => {
    await files.remove(home)
  })

  it('closes a file when the syncs under way are over', async () => {
    const handle = await files.open(files.join(home, 'file'), 'write')
    await handle.write([bytes('kept')], 0)
    await Promise.all([handle.sync(), handle.sync(), handle.close()])
    await expect(handle.sync()).to.eventually.be.rejected.with.property('code', 'EBADF')
  })

  it('refuses symbolic links where a file of its own belongs', async () => {
    const [target, link] = [files.join(home, 'target'), files.join(home, 'link')]
    await files.writeFileAtomic(target, bytes('untouched'))
    await symlink(target, link)
    await expect(files.writeFileAtomic(link, bytes('x'))).to.eventually.be.rejected.with.property('name', 'SymbolicLinkError')
    await expect(files.modeOf(link)).to.eventually.be.rejected.with.property('path', link)
    await expect(files.open(link, 'write')).to.eventually.be.rejected.with.property('code', 'ELOOP')
    expect(await files.createExclusive(link, bytes('x'))).to.equal(false)
    expect(await files.readFile(target)).to.deep.equal(bytes('untouched'))
    expect(await files.list(home)).to.deep.equal(['link', 'target'])
  })

  it('removes a link and not what it points to', async () => {
    const [folder, link] = [files.join(home, 'folder'), files.join(home, 'link')]
    await files.makeDirectory(folder)
    await files.writeFileAtomic(files.join(folder, 'a'), bytes('1'))
    await symlink(folder, link)
    await files.remove(link)
    expect(await files.list(folder)).to.deep.equal(['a'])
  })

  it('leaves nothing behind when a file cannot be replaced', async () => {
    const folder = files.join(home, 'folder')
    await files.makeDirectory(folder)
    await expect(files.writeFileAtomic(folder, bytes('x'))).to.eventually.be.rejected.with.property('code', 'EISDIR')
    await expect(files.writeFileAtomic(files.join(home, 'none', 'a'), bytes('x'))).to.eventually.be.rejected.with.property('code', 'ENOENT')
    expect(await files.list(home)).to.deep.equal(['folder'])
  })

  it('passes on a failure that no missing link explains', async () => {
    const broken = new NodeFiles({ link: async () => { throw Object.assign(new TypeError('the disk fails'), { code: 'EIO' }) } })
    await expect(broken.createExclusive(files.join(home, 'a'), bytes('x'))).to.eventually.be.rejected.with.property('code', 'EIO')
    expect(await files.list(home)).to.deep.equal([])
  })

  it('makes folders relative to the working folder', async () => {
    const before = process.cwd()
    process.chdir(home)
    try {
      await files.makeDirectory(files.join('a', 'b'))
      expect(await files.list(files.join(home, 'a'))).to.deep.equal(['b'])
    } finally {
      process.chdir(before)
    }
  })

  it('hands on the short count with which the kernel reports a full disk', async () => {
    const node = [process.execPath, '--experimental-transform-types', '--no-warnings', '--input-type=module', '-e', LIMITED]
    const command = 'ulimit -f "$1"; shift; exec "$@"'
    const { stdout } = await promisify(execFile)('bash', ['-c', command, 'bash', '2', ...node, home])
    expect(JSON.parse(stdout)).to.deep.equal({ first: 2_048, second: 'EFBIG', whole: 'EFBIG', size: 2_048, names: ['a'] })
  })
})
