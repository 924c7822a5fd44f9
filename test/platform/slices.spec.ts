import { expect } from 'aegir/chai'
import { eachInSlices, SimulatedClock, SLICE_MS, Slices } from '../../src/platform/index.ts'

describe('slices', () => {
  it('of two works follow each other, each in its order', async () => {
    const clock = new SimulatedClock()
    const slices = new Slices({ clock })
    const done: string[] = []

    await Promise.all(['a', 'b'].map(async name => eachInSlices([1, 2, 3, 4], number => {
      done.push(`${name}${number}`)
      clock.advance(SLICE_MS / 2)
    }, slices)))

    expect(done.join(' ')).to.equal('a1 a2 b1 a3 a4 b2 b3 b4')
  })

  it('begin in a later turn of the event loop, and not before the time is over', async () => {
    const clock = new SimulatedClock()
    const slices = new Slices({ clock })
    let steps = 0
    expect(slices.pause()).to.equal(undefined)

    clock.advance(SLICE_MS)
    const steady = (async () => { while (steps < 1_000) { steps += await Promise.resolve(1) } })()
    await slices.pause()

    expect(steps).to.equal(1_000)
    expect(slices.pause()).to.equal(undefined)
    await steady
  })

  it('are not cut when nobody hands any in', async () => {
    const done: number[] = []
    const all = eachInSlices([1, 2, 3], number => { done.push(number) })
    expect(done).to.deep.equal([1, 2, 3])
    await all
  })
})
