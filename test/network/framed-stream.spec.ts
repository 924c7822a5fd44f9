import { streamPair } from '@libp2p/utils'
import { expect } from 'aegir/chai'
import { FramedStream, FRAME_BYTES_MAX, FrameTooLargeError, MalformedFrameError, StreamDeadlineError, StreamFailedError } from '../../src/network/wire/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import type { Stream } from '@libp2p/interface'

interface Pair {
  clock: SimulatedClock
  /** Two ends that speak frames. */
  ours: FramedStream
  theirs: FramedStream
  /** The libp2p stream below their end, to misbehave on. */
  raw: Stream
}

async function someStreams (): Promise<Pair> {
  const [outbound, inbound] = await streamPair()
  const clock = new SimulatedClock()

  return {
    clock,
    ours: new FramedStream(outbound, 'them', { timers: clock }),
    theirs: new FramedStream(inbound, 'us', { timers: clock }),
    raw: inbound
  }
}

describe('network/wire FramedStream', () => {
  it('carries frames both ways in order and then ends', async () => {
    const { ours, theirs } = await someStreams()
    await ours.write(Uint8Array.of(1))
    await ours.write(new Uint8Array(FRAME_BYTES_MAX).fill(2))
    await theirs.write(Uint8Array.of(3))
    await ours.close()

    expect(await theirs.read()).to.deep.equal(Uint8Array.of(1))
    expect(await theirs.read()).to.have.length(FRAME_BYTES_MAX)
    expect(await theirs.read()).to.equal(undefined)
    expect(await ours.read()).to.deep.equal(Uint8Array.of(3))
  })

  it('gives a peer ten seconds for its first frame and a minute for each later one', async () => {
    const { clock, ours, theirs } = await someStreams()
    const first = ours.read()
    await clock.advanceAsync(9_999)
    await theirs.write(Uint8Array.of(1))
    expect(await first).to.deep.equal(Uint8Array.of(1))

    const second = ours.read()
    await clock.advanceAsync(59_999)
    await theirs.write(Uint8Array.of(2))
    expect(await second).to.deep.equal(Uint8Array.of(2))

    const third = expect(ours.read()).to.eventually.be.rejectedWith(StreamDeadlineError).and.include({ step: 'read', timeoutMs: 60_000 })
    await clock.advanceAsync(60_000)
    await third
    await expect(theirs.read()).to.eventually.be.rejectedWith(StreamFailedError)
  })

  it('does not move a deadline for bytes that trickle in', async () => {
    const { clock, ours, raw } = await someStreams()
    const read = expect(ours.read()).to.eventually.be.rejectedWith(StreamDeadlineError)
    raw.send(Uint8Array.of(0x7f))

    for (let second = 0; second < 10; second++) {
      await clock.advanceAsync(1_000)
      if (raw.status === 'open') {
        raw.send(Uint8Array.of(1))
      }
    }

    await read
  })

  it('aborts at a length that is too large', async () => {
    const { ours, raw } = await someStreams()
    raw.send(Uint8Array.of(0x81, 0x80, 0x08))
    await expect(ours.read()).to.eventually.be.rejectedWith(FrameTooLargeError)
    await expect(ours.read()).to.eventually.be.rejected()
  })

  it('tells an end inside a frame from an end', async () => {
    const { ours, raw } = await someStreams()
    raw.send(Uint8Array.of(5, 1, 2))
    await raw.close()
    await expect(ours.read()).to.eventually.be.rejectedWith(MalformedFrameError).and.have.property('reason', 'truncated')
  })

  it('delivers what came before a reset, then fails', async () => {
    const { ours, theirs } = await someStreams()
    await theirs.write(Uint8Array.of(1))
    expect(await ours.read()).to.deep.equal(Uint8Array.of(1))
    theirs.abort(new TypeError('enough'))
    await expect(ours.read()).to.eventually.be.rejectedWith(StreamFailedError)
    await expect(ours.write(Uint8Array.of(1))).to.eventually.be.rejectedWith(StreamFailedError)
    await expect(theirs.write(Uint8Array.of(1))).to.eventually.be.rejectedWith(StreamFailedError)
  })

  it('ends a read when the signal says so', async () => {
    const { ours } = await someStreams()
    const controller = new AbortController()
    const read = expect(ours.read({ signal: controller.signal })).to.eventually.be.rejected()
    controller.abort()
    await read
  })

  it('never throws from close', async () => {
    const { ours, theirs } = await someStreams()
    theirs.abort(new TypeError('gone'))
    await ours.close()
    await theirs.close()
  })
})
