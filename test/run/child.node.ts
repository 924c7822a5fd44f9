import { expect } from 'aegir/chai'
import { runChild } from './child.ts'

const LIMITS = { minutesMax: 1, silentMinutesMax: 1, say: () => {} }

describe('run/child', () => {
  it('keeps the output of both streams and the exit code', async () => {
    const ending = await runChild(['sh', '-c', 'echo out; echo err >&2; exit 3'], LIMITS)

    expect(ending.code).to.equal(3)
    expect(ending.output.split('\n').sort()).to.deep.equal(['', 'err', 'out'])
    expect(ending.stopped).to.equal(undefined)
  })

  it('tells a command that cannot start', async () => {
    const ending = await runChild(['factmesh-no-such-program'], LIMITS)

    expect(ending.code).to.match(/ENOENT/)
  })

  it('tells a command that a signal ended', async () => {
    const ending = await runChild(['sh', '-c', 'kill -9 $$'], LIMITS)

    expect(ending.code).to.equal('SIGKILL')
  })

  it('ends a command that takes too long, with what it started', async () => {
    // The grandchild holds the output open, so that this resolves only when it is gone as well.
    const ending = await runChild(['sh', '-c', 'sleep 600 & wait'], { ...LIMITS, minutesMax: 0.005 })

    expect(ending.stopped).to.equal('took more than 0.005 minutes')
  })

  it('ends a command that says nothing', async () => {
    const ending = await runChild(['sh', '-c', 'sleep 600'], { ...LIMITS, silentMinutesMax: 0.005 })

    expect(ending.stopped).to.equal('said nothing for 0.005 minutes')
  })
})
