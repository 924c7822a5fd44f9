import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { encodeCanonical } from '../../src/model/bytes/index.ts'
import { TOKEN_CODES } from '../../src/model/token/index.ts'
import { AccessEndedError, accessMetrics, AccessRefusedError, decodeRefusal, encodeRefusal, isRefusal, MalformedRefusalError } from '../../src/network/access/index.ts'
import { StreamFailedError } from '../../src/network/wire/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import { AccessStage } from '../fixtures/access.ts'
import { entriesOf } from '../fixtures/audit.ts'
import { until } from '../fixtures/meshes.ts'
import { claimsOf, jwsOf, nonceOf, signerOf, TOKEN_SCOPE } from '../fixtures/tokens.ts'
import type { Admitted, StreamAccess } from '../../src/network/access/index.ts'
import type { WireStream } from '../../src/network/wire/index.ts'
import type { AccessPeer } from '../fixtures/access.ts'

const PROTOCOL = '/echo/1'
const REQUEST = { protocol: PROTOCOL, scopes: [TOKEN_SCOPE] }
const SEED = 52_117
const utf8 = new TextEncoder()

describe('network/access', () => {
  let stage: AccessStage
  let access: StreamAccess
  /** What was admitted, or why not, in order. */
  let met: Array<Admitted | Error>

  beforeEach(async () => {
    stage = new AccessStage()
    await restart()
  })

  afterEach(async () => stage.gate.stop())

  /** Opens the gate, as after a power cut, and echoes what admitted peers say. */
  async function restart (): Promise<void> {
    met = []
    access = await stage.open()
    await stage.wire.handle(PROTOCOL, async stream => {
      const admitted = await access.admit(stream).catch((error: Error) => {
        met.push(error)
        throw error
      })
      met.push(admitted)

      for (;;) {
        const frame = await admitted.stream.read({ timeoutMs: 3_600_000 })

        if (frame === undefined) {
          return admitted.stream.close()
        }

        await admitted.stream.write(frame)
      }
    })
  }

  /** Opens a stream with any first frame, and hears the answer to what follows. */
  async function present (peer: AccessPeer, first: Uint8Array): Promise<{ stream: WireStream, code: string | undefined }> {
    const stream = await peer.wire.open(stage.peer, PROTOCOL)
    await stream.write(first)
    await stream.write(Uint8Array.of(7))
    const answer = await stream.read() ?? new Uint8Array(0)

    if (isRefusal(answer)) {
      await stream.close()
    }

    return { stream, code: isRefusal(answer) ? decodeRefusal(answer).code : undefined }
  }

  async function passUntil (title: string, ready: () => boolean, stepMs = 0): Promise<void> {
    await until(title, async () => {
      await stage.clock.advanceAsync(stepMs)
      return ready()
    })
  }

  const tokenOf = async (number: number, claims: Record<string, unknown> = {}): Promise<Uint8Array> => {
    const iat = Math.floor(stage.clock.nowMs() / 1_000)
    return utf8.encode(await jwsOf(signerOf(number), claimsOf(signerOf(number), signerOf(0), { iat, exp: iat + 300, ...claims })))
  }

  it('opens a stream with a token that no frame shows', async () => {
    const { access: ours, peer } = stage.join(1)
    const stream = await ours.open(stage.peer, REQUEST)
    await stream.write(Uint8Array.of(1, 2, 3))

    expect(await stream.read()).to.deep.equal(Uint8Array.of(1, 2, 3))
    expect(met).to.have.length(1)
    expect(met[0]).to.have.property('scopes').that.deep.equals([TOKEN_SCOPE])
    expect(met[0]).to.have.nested.property('stream.peer', peer)
    expect(accessMetrics(stage.gate.gate)[0].samples.filter(({ value }) => value > 0)).to.deep.equal([{ labels: { code: 'accepted' }, value: 1 }])
    await stream.close()
    expect(await stream.read()).to.equal(undefined)
    expect(stream.isOpen).to.equal(false)
  })

  it('takes a recorded first frame from nobody again: not inside the window, not after a restart, not after the window', async () => {
    const [victim, thief] = [stage.join(1), stage.join(2)]
    const token = await tokenOf(1)
    expect((await present(victim, token)).code).to.equal(undefined)

    for (const peer of [thief, victim]) {
      expect((await present(peer, token)).code).to.equal('nonce_already_seen')
    }

    await restart()
    expect((await present(thief, token)).code).to.equal('nonce_already_seen')
    expect((await entriesOf(stage.gate.audit)).map(({ type, peer, reason }) => ({ type, peer, reason }))).to.deep.equal([thief, victim, thief].map(({ peer }) => {
      return { type: 'replay_attempt', peer, reason: 'nonce_already_seen' }
    }))
    await stage.clock.advanceAsync(331_000)
    expect((await present(thief, token)).code).to.be.oneOf(['nonce_already_seen', 'token_expired'])
    expect((await present(victim, token)).code).to.be.oneOf(['nonce_already_seen', 'token_expired'])
  })

  it('opens one stream of 64 that begin with one token at once', async () => {
    const victim = stage.join(1)
    const token = await tokenOf(1)
    await Promise.all(Array.from({ length: 64 }, async () => (await victim.wire.open(stage.peer, PROTOCOL)).write(token)))
    await passUntil('every stream was judged', () => met.length === 64, 1_000)

    expect(met.filter(each => !(each instanceof Error))).to.have.length(1)
    expect(met.filter(each => each instanceof AccessRefusedError && each.code === 'nonce_already_seen')).to.have.length(63)
  })

  it('tells the opener why, and our time, and reads nothing else', async () => {
    const { access: ours } = stage.join(1, new SimulatedClock({ startMs: stage.clock.nowMs() + 3_600_000 }))
    const stream = await ours.open(stage.peer, REQUEST)
    const heard = stream.read().catch((error: unknown) => error)
    await passUntil('the first stream was judged', () => met.length > 0)

    expect(await heard).to.be.instanceOf(AccessRefusedError).with.property('code', 'iat_in_future')
    await stream.ended
    expect(stream.isOpen).to.equal(false)
  })

  it('refuses what is no token', async () => {
    const peer = stage.join(1)

    for (const first of [Uint8Array.of(0), new Uint8Array(4_097).fill(0x65), utf8.encode('eyÄ.a.b'), encodeCanonical([1, 2])]) {
      expect((await present(peer, first)).code).to.equal('malformed')
    }

    expect((await present(peer, await tokenOf(1, { iss: undefined }))).code).to.equal('malformed')
    expect((await present(stage.join(2), await tokenOf(1))).code).to.equal('issuer_mismatch')
  })

  it('goes on with further tokens for as long as the opener holds it, whoever reads', async () => {
    const { access: ours } = stage.join(1)
    const stream = await ours.open(stage.peer, REQUEST)
    const accepted = (): number => stage.gate.gate.counters().accepted

    for (let minute = 0; minute < 30; minute++) {
      await stage.clock.advanceAsync(60_000)
      await passUntil('the next token came', () => accepted() >= 1 + Math.floor(minute / 4.5))
    }

    expect(stream.isOpen).to.equal(true)
    expect(stage.gate.gate.counters()).to.include({ accepted: 8 })
    await stream.write(Uint8Array.of(7))
    expect(await stream.read()).to.deep.equal(Uint8Array.of(7))
    await stream.close()
  })

  it('drops a stream whose token ends', async () => {
    const peer = stage.join(1)
    const { stream } = await present(peer, await tokenOf(1))
    await stage.clock.advanceAsync(329_000)
    expect(met[0]).to.have.nested.property('stream.isOpen', true)
    await stage.clock.advanceAsync(1_000)
    expect(met[0]).to.have.nested.property('stream.isOpen', false)
    expect(await stream.read().catch((error: unknown) => error)).to.be.instanceOf(StreamFailedError).with.property('cause').that.is.instanceOf(AccessEndedError)
  })

  it('drops a stream whose next token does not hold', async () => {
    const peer = stage.join(1)
    const first = await tokenOf(1)
    const { stream } = await present(peer, first)
    await stream.write(await tokenOf(1, { jti: nonceOf(2) }))
    await stream.write(Uint8Array.of(7))
    expect(await stream.read()).to.deep.equal(Uint8Array.of(7))
    await stream.write(first)
    const refusal = await stream.read()
    expect(refusal === undefined ? undefined : decodeRefusal(refusal).code).to.equal('nonce_already_seen')
    expect(stage.gate.gate.counters()).to.include({ accepted: 2, nonce_already_seen: 1 })
  })

  it('reads a refusal as it was written, and refuses every other form', () => {
    for (const code of TOKEN_CODES) {
      expect(decodeRefusal(encodeRefusal({ code, nowMs: 1_767_225_600_000 }))).to.deep.equal({ code, nowMs: 1_767_225_600_000 })
    }

    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      expect(() => decodeRefusal(Uint8Array.of(0xff, ...bytes))).to.throw(MalformedRefusalError)
    }), { seed: SEED })
  })
})
