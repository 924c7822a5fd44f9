import { expect } from 'aegir/chai'
import { NoEd25519Error, webEd25519 } from '../../src/platform/index.ts'

/** Lets the page have another WebCrypto, or none, until the returned function is called. */
function replaceSubtle (subtle: Partial<SubtleCrypto> | undefined): () => void {
  Object.defineProperty(globalThis.crypto, 'subtle', { value: subtle, configurable: true })
  return () => { Reflect.deleteProperty(globalThis.crypto, 'subtle') }
}

function importFailing (name: string): Partial<SubtleCrypto> {
  return { importKey: async () => { throw new DOMException('no', name) } }
}

describe('Ed25519 of a page that lacks it', () => {
  const signer = webEd25519().signer(new Uint8Array(32))
  const { publicKey } = signer
  let restore: () => void

  afterEach(() => {
    restore()
  })

  const expectNone = async (): Promise<void> => {
    const ed25519 = webEd25519()
    const sign = async (): Promise<Uint8Array> => ed25519.signer(new Uint8Array(32)).sign(new Uint8Array())
    const verify = async (): Promise<boolean> => ed25519.verify(publicKey, new Uint8Array(), new Uint8Array(64))
    await expect(sign()).to.eventually.be.rejectedWith(NoEd25519Error)
    await expect(verify()).to.eventually.be.rejectedWith(NoEd25519Error)
  }

  it('says so when there is no WebCrypto', async () => {
    restore = replaceSubtle(undefined)
    await expectNone()
  })

  it('says so when WebCrypto has other algorithms only', async () => {
    restore = replaceSubtle(importFailing('NotSupportedError'))
    await expectNone()
  })

  it('answers false when only this key is refused', async () => {
    restore = replaceSubtle(importFailing('DataError'))
    expect(await webEd25519().verify(publicKey, new Uint8Array(), new Uint8Array(64))).to.equal(false)
  })
})
