import { expect } from 'aegir/chai'
import { DELAY_MAX_MS, platform } from '../../src/platform/index.ts'

const { clock, timers } = platform()

/** Runs `during` while every timer of the machine fires at once, and tells the delays it was armed with. */
function delaysOf (during: () => void): number[] {
  const delays: number[] = []
  const { setTimeout } = globalThis
  const instant = (fn: () => void, ms: number): number => {
    delays.push(ms)
    fn()
    return 0
  }
  globalThis.setTimeout = instant as unknown as typeof setTimeout
  try {
    during()
  } finally {
    globalThis.setTimeout = setTimeout
  }
  return delays
}

describe('system time', () => {
  it('knows the year and never runs back', async () => {
    expect(clock.nowMs()).to.be.above(Date.UTC(2025, 0))
    const start = clock.monotonicMs()
    await timers.sleep(2)
    expect(clock.monotonicMs()).to.be.above(start)
  })

  it('calls once, and not at all when cancelled', async () => {
    const calls: string[] = []
    const cancelled = timers.after(0, () => { calls.push('cancelled') })
    cancelled.cancel()
    await new Promise<void>((resolve) => timers.after(1, () => {
      calls.push('once')
      resolve()
    }))
    cancelled.cancel()
    expect(calls).to.deep.equal(['once'])
  })

  it('calls again and again until cancelled', async () => {
    let calls = 0
    await new Promise<void>((resolve) => {
      const timer = timers.every(0, () => {
        calls++
        if (calls === 3) {
          timer.cancel()
          resolve()
        }
      })
      timers.after(50, resolve) // holds the process, which `every` does not
    })
    expect(calls).to.equal(3)
  })

  it('waits longer than a timer of the machine can, in legs', () => {
    let calls = 0
    const ms = 2 * DELAY_MAX_MS + 5
    expect(delaysOf(() => timers.after(ms, () => { calls++ }))).to.deep.equal([DELAY_MAX_MS, DELAY_MAX_MS, 5])
    expect(delaysOf(() => timers.after(DELAY_MAX_MS, () => { calls++ }))).to.deep.equal([DELAY_MAX_MS])
    expect(calls).to.equal(2)
  })

  it('stops to wait when the signal is aborted, before or meanwhile', async () => {
    const reason = new TypeError('enough')
    await expect(timers.sleep(60_000, { signal: AbortSignal.abort(reason) })).to.eventually.be.rejectedWith(reason)
    const controller = new AbortController()
    const waiting = timers.sleep(60_000, { signal: controller.signal })
    controller.abort(reason)
    await expect(waiting).to.eventually.be.rejectedWith(reason)
    await timers.sleep(0, { signal: new AbortController().signal })
  })
})
