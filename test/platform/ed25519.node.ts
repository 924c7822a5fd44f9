import { expect } from 'aegir/chai'
import { nodeEd25519, seededRandom, webEd25519 } from '../../src/platform/index.ts'

describe('Ed25519 of Node', () => {
  const random = seededRandom(25519)

  it('verifies on the thread of the caller when it may use no other', () => {
    const ed25519 = nodeEd25519({ jobsMax: 0 })
    const signer = ed25519.signer(random.bytes(32))
    const signature = signer.sign(Uint8Array.of(1)) as Uint8Array
    expect(ed25519.verify(signer.publicKey, Uint8Array.of(1), signature)).to.equal(true)
    expect(ed25519.verify(signer.publicKey, Uint8Array.of(2), signature)).to.equal(false)
  })

  it('takes any number of jobs with one slot and one kept key', async () => {
    const ed25519 = nodeEd25519({ jobsMax: 1, keysMax: 1 })
    const signers = [ed25519.signer(random.bytes(32)), ed25519.signer(random.bytes(32))]
    const verdicts = await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      const { publicKey, sign } = signers[i % 2]
      return ed25519.verify(publicKey, Uint8Array.of(i), await sign(Uint8Array.of(i)))
    }))
    expect(verdicts).to.deep.equal(Array.from({ length: 100 }, () => true))
  })

  it('goes on through a queue that never runs empty', async () => {
    const ed25519 = nodeEd25519({ jobsMax: 2 })
    const { publicKey, sign } = ed25519.signer(random.bytes(32))
    const signature = await sign(Uint8Array.of(1))
    const first = Array.from({ length: 1_500 }, async () => ed25519.verify(publicKey, Uint8Array.of(1), signature))
    await first[0]
    const rest = Array.from({ length: 1_500 }, async (_, i) => ed25519.verify(publicKey, Uint8Array.of(i % 2), signature))
    expect(new Set(await Promise.all(first))).to.deep.equal(new Set([true]))
    expect((await Promise.all(rest)).filter((holds) => holds)).to.have.length(750)
  })

  it('fails the one verification that was asked for wrongly', async () => {
    const ed25519 = nodeEd25519()
    const { publicKey, sign } = ed25519.signer(random.bytes(32))
    const message = null as unknown as Uint8Array
    const verify = async (): Promise<boolean> => ed25519.verify(publicKey, message, await sign(Uint8Array.of(1)))
    await expect(verify()).to.eventually.be.rejectedWith(TypeError)
    await expect(Promise.all([verify(), verify()])).to.eventually.be.rejectedWith(TypeError)
  })

  it('agrees with WebCrypto about honest and altered signatures', async () => {
    const [node, web] = [nodeEd25519(), webEd25519()]
    for (let i = 0; i < 200; i++) {
      const seed = random.bytes(32)
      const message = random.bytes(i)
      const signature = await node.signer(seed).sign(message)
      expect(signature).to.deep.equal(await web.signer(seed).sign(message))
      const altered = i % 2 === 0 ? signature : signature.map((byte, at) => at === i % 64 ? byte ^ 0x80 : byte)
      const { publicKey } = node.signer(seed)
      expect(await node.verify(publicKey, message, altered)).to.equal(await web.verify(publicKey, message, altered))
    }
  })
})
