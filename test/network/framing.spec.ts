import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { concatBytes } from '../../src/model/bytes/index.ts'
import { encodeFrame, FRAME_BYTES_MAX, frameLength, FrameReader, FrameTooLargeError, MalformedFrameError } from '../../src/network/wire/index.ts'

const readAll = (reader: FrameReader): Uint8Array[] => {
  const frames: Uint8Array[] = []

  for (let frame = reader.next(); frame !== undefined; frame = reader.next()) {
    frames.push(frame)
  }

  return frames
}

const readerOf = (bytes: number[]): FrameReader => {
  const reader = new FrameReader()
  reader.push(Uint8Array.from(bytes))

  return reader
}

describe('network/wire framing', () => {
  it('writes the length as the shortest varint', () => {
    const rows: Array<[length: number, prefix: number[]]> = [
      [1, [0x01]],
      [127, [0x7f]],
      [128, [0x80, 0x01]],
      [16_383, [0xff, 0x7f]],
      [16_384, [0x80, 0x80, 0x01]],
      [FRAME_BYTES_MAX, [0x80, 0x80, 0x08]]
    ]

    for (const [length, prefix] of rows) {
      const frame = encodeFrame(new Uint8Array(length)).subarray()
      expect([...frame.subarray(0, prefix.length)]).to.deep.equal(prefix)
      expect(frame).to.have.length(prefix.length + length)
      expect(frameLength(length)).to.equal(frame.length)
    }
  })

  it('refuses to write nothing and too much', () => {
    expect(() => encodeFrame(new Uint8Array(0))).to.throw(MalformedFrameError).with.property('reason', 'empty')
    expect(() => encodeFrame(new Uint8Array(FRAME_BYTES_MAX + 1))).to.throw(FrameTooLargeError).with.property('length', FRAME_BYTES_MAX + 1)
  })

  it('reads frames whatever pieces they arrive in', () => {
    fc.assert(fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }),
      (bodies, sizes) => {
        const bytes = concatBytes(bodies.map(body => encodeFrame(body).subarray()))
        const reader = new FrameReader()
        const frames: Uint8Array[] = []

        for (let position = 0, i = 0; position < bytes.length; i++) {
          const end = position + sizes[i % sizes.length]
          reader.push(bytes.subarray(position, end))
          frames.push(...readAll(reader))
          position = end
        }

        expect(frames.map(frame => [...frame])).to.deep.equal(bodies.map(body => [...body]))
        expect(reader.bufferedBytes).to.equal(0)
      }
    ))
  })

  it('waits for the rest of a frame at every cut', () => {
    const bytes = encodeFrame(new Uint8Array(200).fill(9)).subarray()

    for (let cut = 0; cut < bytes.length; cut++) {
      const reader = new FrameReader()
      reader.push(bytes.subarray(0, cut))
      expect(reader.next()).to.equal(undefined)
      reader.push(bytes.subarray(cut))
      expect(reader.next()).to.have.length(200)
    }
  })

  it('refuses a length above the limit before its bytes come', () => {
    expect(() => readerOf([0x81, 0x80, 0x08]).next()).to.throw(FrameTooLargeError).with.property('length', FRAME_BYTES_MAX + 1)
    expect(() => readerOf([0xff, 0xff, 0x7f]).next()).to.throw(FrameTooLargeError).with.property('length', 2 ** 21 - 1)
    expect(() => readerOf([0x80, 0x80, 0x80]).next()).to.throw(FrameTooLargeError)
    expect(() => readerOf([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]).next()).to.throw(FrameTooLargeError)
  })

  it('refuses empty frames and long forms, again and again', () => {
    expect(() => readerOf([0x00]).next()).to.throw(MalformedFrameError).with.property('reason', 'empty')
    expect(() => readerOf([0x80, 0x00]).next()).to.throw(MalformedFrameError).with.property('reason', 'empty')
    const reader = readerOf([0x81, 0x00, 0x01])
    expect(() => reader.next()).to.throw(MalformedFrameError).with.property('reason', 'long-form')
    expect(() => reader.next()).to.throw(MalformedFrameError)
  })
})
