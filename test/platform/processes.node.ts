import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'aegir/chai'
import { platform } from '../../src/platform/index.ts'

describe('processes of Node', () => {
  const { processes } = platform()

  it('stamps this process the same each time', async () => {
    expect(processes.pid).to.equal(process.pid)
    const stamp = await processes.startStamp(process.pid)
    expect(stamp).to.be.a('string')
    expect(await processes.startStamp(process.pid)).to.equal(stamp)
  })

  it('knows a process as long as it runs', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
    const pid = child.pid ?? 0
    expect(await processes.startStamp(pid)).to.be.a('string')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(await processes.startStamp(pid)).to.equal(undefined)
  })

  it('answers undefined to numbers that no process has', async () => {
    for (const pid of [0, -1, 1.5, NaN, 2 ** 31 - 1, 2 ** 60]) {
      expect(await processes.startStamp(pid)).to.equal(undefined)
    }
  })
})
