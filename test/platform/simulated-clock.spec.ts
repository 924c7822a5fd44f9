import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { MemoryFiles, SimulatedClock, simulatedPlatform } from '../../src/platform/index.ts'

describe('SimulatedClock', () => {
  it('stands still until it is advanced', () => {
    const clock = new SimulatedClock({ startMs: 1_000 })
    expect([clock.nowMs(), clock.monotonicMs()]).to.deep.equal([1_000, 0])
    clock.advance(250)
    expect([clock.nowMs(), clock.monotonicMs()]).to.deep.equal([1_250, 250])
  })

  it('lets the wall clock jump without moving time', () => {
    const clock = new SimulatedClock({ startMs: 1_000 })
    let calls = 0
    clock.after(100, () => { calls++ })
    clock.jump(5_000)
    clock.jump(-5_900)
    expect([clock.nowMs(), clock.monotonicMs(), calls]).to.deep.equal([100, 0, 0])
    clock.advance(100)
    expect(calls).to.equal(1)
  })

  it('calls in the order of time, then of arming', () => {
    fc.assert(fc.property(fc.array(fc.nat(20), { maxLength: 50 }), fc.array(fc.nat(30), { maxLength: 5 }), (delays, steps) => {
      const clock = new SimulatedClock()
      const calls: Array<[number, number]> = []
      for (const [i, ms] of delays.entries()) {
        clock.after(ms, () => { calls.push([clock.monotonicMs(), i]) })
      }
      for (const ms of [...steps, 20]) {
        clock.advance(ms)
      }
      const expected = delays.map((ms, i): [number, number] => [ms, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1])
      expect(calls).to.deep.equal(expected)
      expect(clock.pending).to.equal(0)
    }))
  })

  it('makes calls that were armed on the way, and none that were cancelled', () => {
    const clock = new SimulatedClock()
    const calls: string[] = []
    const late = clock.after(30, () => { calls.push('cancelled') })
    clock.after(10, () => {
      calls.push(`first at ${clock.monotonicMs()}`)
      late.cancel()
      clock.after(-5, () => { calls.push(`second at ${clock.monotonicMs()}`) })
      clock.after(90, () => { calls.push(`third at ${clock.monotonicMs()}`) })
    })
    clock.advance(100)
    late.cancel()
    expect(calls).to.deep.equal(['first at 10', 'second at 10', 'third at 100'])
  })

  it('repeats until cancelled, also from inside the call', () => {
    const clock = new SimulatedClock()
    const times: number[] = []
    const timer = clock.every(10, () => {
      times.push(clock.monotonicMs())
      if (times.length === 3) {
        timer.cancel()
      }
    })
    clock.advance(100)
    expect(times).to.deep.equal([10, 20, 30])
    expect(clock.pending).to.equal(0)
  })

  it('lets waiting code go on between calls', async () => {
    const clock = new SimulatedClock()
    const log: number[] = []
    const worker = async (): Promise<void> => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10)
        await Promise.resolve().then(async () => Promise.resolve())
        log.push(clock.monotonicMs())
      }
    }
    const done = worker()
    await clock.advanceAsync(25)
    expect(log).to.deep.equal([10, 20])
    await clock.advanceAsync(10)
    await done
    expect(log).to.deep.equal([10, 20, 30])
  })

  it('leaves no timer behind when a wait is aborted', async () => {
    const clock = new SimulatedClock()
    const controller = new AbortController()
    const waiting = clock.sleep(10, { signal: controller.signal })
    const rejected = expect(waiting).to.eventually.be.rejected()
    controller.abort()
    await rejected
    expect(clock.pending).to.equal(0)
  })
})

describe('simulated platform', () => {
  it('repeats itself for a seed', () => {
    const [one, other, third] = [simulatedPlatform({ seed: 5 }), simulatedPlatform({ seed: 5 }), simulatedPlatform({ seed: 6 })]
    const draw = one.random.bytes(32)
    expect(other.random.bytes(32)).to.deep.equal(draw)
    expect(third.random.bytes(32)).to.not.deep.equal(draw)
    expect(one.clock.nowMs()).to.equal(other.clock.nowMs())
    expect(one.timers).to.equal(one.clock)
  })

  it('shares a clock and a disk that it is given', async () => {
    const [clock, files] = [new SimulatedClock(), new MemoryFiles()]
    const machine = simulatedPlatform({ clock, files })
    await files.writeFileAtomic('/a', Uint8Array.of(1))
    expect(await machine.files?.list('/')).to.deep.equal(['a'])
    clock.advance(7)
    expect(machine.clock.monotonicMs()).to.equal(7)
  })

  it('runs one process', async () => {
    const { processes } = simulatedPlatform()
    expect(await processes.startStamp(processes.pid)).to.be.a('string')
    expect(await processes.startStamp(processes.pid + 1)).to.equal(undefined)
  })
})
