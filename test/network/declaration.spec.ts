import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { actFact, scopeUri } from '../../src/model/body/index.ts'
import { sealBundle } from '../../src/model/bundle/index.ts'
import { fromHex, toHex } from '../../src/model/bytes/index.ts'
import { createFact, encodeFact } from '../../src/model/fact/index.ts'
import { createStrictVerifier } from '../../src/model/identity/index.ts'
import { DECLARATION_BYTES_MAX, openDeclaration, sealDeclaration } from '../../src/network/peers/index.ts'
import { platform } from '../../src/platform/index.ts'
import { LOCAL_SCOPE, publicScopeId } from '../../src/policy/scope/index.ts'
import { DECLARATION } from '../vectors/hello.ts'
import type { DeclarationBody } from '../../src/model/body/index.ts'
import type { BundleDraft } from '../../src/model/bundle/index.ts'
import type { DeclarationFlaw } from '../../src/network/peers/index.ts'

const { ed25519 } = platform()
const SEED = 91_301
const { body, hex } = DECLARATION
const signer = ed25519.signer(new Uint8Array(32).fill(3))
const random = { bytes: (length: number) => new Uint8Array(length).fill(7) }
const clock = { nowMs: () => body.sequence }
const verify = createStrictVerifier(async (key, message, signature) => ed25519.verify(key, message, signature))

async function open (bytes: Uint8Array): Promise<DeclarationBody | DeclarationFlaw> {
  return openDeclaration(bytes, { net: 'main', author: signer.publicKey, verify })
}

describe('network/peers declaration', () => {
  it('has the bytes of the vector', async () => {
    expect(toHex(await sealDeclaration(body, { net: 'main', signer, clock, random }))).to.equal(hex)
    expect(await open(fromHex(hex))).to.deep.equal(body)
  })

  it('fits its bound with the most that it can say', async () => {
    const names = Array.from({ length: 16 }, (_, no) => `${['a', 'b', 'c', 'd'].map(letter => letter.repeat(62)).join('.')}${no.toString(16)}`)
    const scopes = Array.from({ length: 64 }, (_, no) => ({ scope: new Uint8Array(32).fill(no + 1), push: true, pull: true }))
    const full = { ...body, names, relays: names, scopes }
    const bytes = await sealDeclaration(full, { net: 'main', signer, clock, random })
    expect(bytes.length).to.be.at.most(DECLARATION_BYTES_MAX)
    expect(await open(bytes)).to.deep.equal(full)
  })

  it('is refused with any bit of it changed', async () => {
    const bytes = fromHex(hex)

    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice()
      changed[bit >> 3] ^= 1 << (bit & 7)
      expect(await open(changed), `bit ${bit}`).to.be.a('string')
    }
  })

  it('is nothing else that can be signed', async () => {
    const author = signer.publicKey
    const entity = scopeUri(LOCAL_SCOPE)
    const said = actFact('declaration', { body, entity, source: 'stigmem://node-a/self' })
    const right: BundleDraft = { net: 'main', scope: LOCAL_SCOPE, shard: 0, author, lane: random.bytes(8), seq: 1, prev: null, hlc: { wallMs: 5, counter: 0 }, parents: [], parentsTruncated: false, ext: {} }
    const elsewhere = actFact('declaration', { body, entity: scopeUri(publicScopeId('main')), source: 'stigmem://node-a/self' })
    const assertion = createFact({ entity, relation: 'memory:declaration', value: { type: 'null', v: null }, source: 'stigmem://node-a/self' })
    const rows: Array<[title: string, draft: Partial<BundleDraft>, facts: typeof said[]]> = [
      ['in a scope that travels', { scope: publicScopeId('main') }, [said]],
      ['in a shard', { shard: 1 }, [said]],
      ['at the second place of a chain', { seq: 2, prev: new Uint8Array(32) }, [said]],
      ['with parents', { parents: [new Uint8Array(32)] }, [said]],
      ['twice', {}, [said, said]],
      ['about another scope', {}, [elsewhere]],
      ['of another kind', {}, [assertion]]
    ]

    for (const [title, draft, decoded] of rows) {
      const { bytes } = await sealBundle({ ...right, ...draft }, { facts: decoded.map(encodeFact), salt: random.bytes(16), decoded }, signer)
      expect(await open(bytes), title).to.equal('declaration_malformed')
    }

    expect(await open((await sealBundle(right, { facts: [encodeFact(said)], salt: random.bytes(16), decoded: [said] }, signer)).bytes)).to.deep.equal(body)
  })

  it('is none of any other bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async bytes => await open(bytes) === 'declaration_malformed'), { seed: SEED })
  })
})
