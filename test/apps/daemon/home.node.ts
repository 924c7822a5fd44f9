import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'aegir/chai'
import { resolveHome } from '../../../src/apps/daemon/index.ts'

describe('home of the daemon', () => {
  let directory: string

  before(async () => { directory = await mkdtemp(join(tmpdir(), 'factmesh-home-')) })
  after(async () => { await rm(directory, { recursive: true }) })

  it('is the flag, the variable, the folder of the project, or the data folder of the user, in this order', async () => {
    const env = { FACTMESH_HOME: '/variable', XDG_DATA_HOME: '/data' }
    expect(resolveHome({ flag: '/flag', env, directory })).to.equal('/flag')
    expect(resolveHome({ flag: 'b', env, directory })).to.equal(join(directory, 'b'))
    expect(resolveHome({ env, directory })).to.equal('/variable')
    expect(resolveHome({ env: { XDG_DATA_HOME: '/data' }, directory })).to.equal('/data/factmesh')
    expect(resolveHome({ env: { FACTMESH_HOME: '', XDG_DATA_HOME: 'relative' }, directory })).to.equal(join(homedir(), '.local/share/factmesh'))
    await mkdir(join(directory, '.factmesh'))
    expect(resolveHome({ env: { XDG_DATA_HOME: '/data' }, directory })).to.equal(join(directory, '.factmesh'))
    expect(resolveHome({ env, directory })).to.equal('/variable')
  })
})
