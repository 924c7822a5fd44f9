import { expect } from 'aegir/chai'
import * as fc from 'fast-check'
import { InvalidFactError, createFact, decodeFact, encodeFact, normaliseUri } from '../../src/model/fact/index.ts'
import { anyUri, factInput } from '../fixtures/facts.ts'

const PEER_BASE58 = '12D3KooWK99VoVxNE7XzyBwXEzW7xhK7Gpv85r9F3V3fyKSUKPH5'
const PEER_BASE36 = 'k51qzi5uqu5djmw2yvf8kk5cdjc1ddc00o4d5sjwi6f79xzcay9j3gkddw5uu4'

/** As written, and in normal form. */
const NORMALISED: ReadonlyArray<readonly [string, string]> = [
  // Short forms.
  ['user:alice', 'user:alice'],
  ['  user:Alice ', 'user:alice'],
  ['\tUSER: Alice  Smith\n', 'user:alice-smith'],
  ['user:a\u00a0\u2003b', 'user:a-b'],
  ['team:Core / Storage Team', 'team:core/storage-team'],
  ['issue:Factmesh#12?', 'issue:factmesh#12?'],
  // URIs of the mesh.
  ['stigmem://Node-A/User/Alice Smith', 'stigmem://node-a/user/alice-smith'],
  ['STIGMEM://node-a/user/%41lice', 'stigmem://node-a/user/alice'],
  ['stigmem:conflict:ABC', 'stigmem:conflict:abc'],
  [`stigmem://${PEER_BASE58}/node/Self`, `stigmem://${PEER_BASE36}/node/self`],
  [`stigmem://${PEER_BASE36.toUpperCase()}/node/self`, `stigmem://${PEER_BASE36}/node/self`],
  [`peer:${PEER_BASE58}`, `peer:${PEER_BASE36}`],
  // Percent-encoding.
  ['user:a%2Db%7e', 'user:a-b~'],
  ['user:a%2fb', 'user:a%2Fb'],
  ['user:100%', 'user:100%25'],
  ['user:%%41', 'user:%25a'],
  ['user:a\\b"c', 'user:a%5Cb%22c'],
  ['user:caf%C3%A9', 'user:caf\u00e9'],
  ['user:%E2%80%AEx', 'user:%E2%80%AEx'],
  ['user:%C2%85%ff%e2%82', 'user:%C2%85%FF%E2%82'],
  // Unicode.
  ['user:Cafe\u0301', 'user:caf\u00e9'],
  ['user:\u212aelvin', 'user:kelvin'],
  ['user:\u{1f600}', 'user:\u{1f600}'],
  ['user:\u05d0\u05d1', 'user:\u05d0\u05d1'],
  // Other schemes keep their case, and get the syntax normalisation of RFC 3986.
  ['HTTPS://Example.COM:443/A/./b/../C?X=[1]#F#g', 'https://example.com:443/A/C?X=%5B1%5D#F%23g'],
  ['https://Ann@Example.com', 'https://Ann@example.com'],
  ['https://example.com/a//b/..', 'https://example.com/a//'],
  ['https://example.com/../a/', 'https://example.com/a/'],
  ['https://[2001:DB8::1]/', 'https://[2001:db8::1]/'],
  ['code://Project/My File.rs', 'code://project/My%20File.rs'],
  ['file:///Etc/Hosts', 'file:///Etc/Hosts'],
  ['URN:ISBN:0451450523', 'urn:ISBN:0451450523'],
  ['did:key:z6MkhaXgBZD', 'did:key:z6MkhaXgBZD'],
  ['mailto:Bob@Example.com', 'mailto:Bob@Example.com']
]

/** What has no normal form, and a word of the reason. */
const REFUSED: ReadonlyArray<readonly [string, RegExp]> = [
  ['', /empty/],
  ['   ', /empty/],
  ['alice', /no scheme/],
  ['1user:alice', /no scheme/],
  ['//node-a/user', /no scheme/],
  ['user:', /empty path segment/],
  ['user:a/', /empty path segment/],
  ['user:a// b', /empty path segment/],
  ['user:a/ /b', /empty path segment/],
  ['https:', /empty path segment/],
  ['urn:', /behind its scheme/],
  ['stigmem://', /behind its authority/],
  ['stigmem://node-a', /behind its authority/],
  ['stigmem://node-a?user/alice', /behind its authority/],
  ['stigmem://node-a/', /empty path segment/],
  ['stigmem:///user/alice', /names nobody/],
  ['stigmem://node-a/user/../admin', /`\.\.`/],
  ['user:%2e%2e/a', /`\.\.`/],
  ['user:a\u0000', /control/],
  ['user:a\tb', /control/],
  ['user:a\u001bb', /control/],
  ['user:a\u007fb', /control/],
  ['user:a\u0085b', /control/],
  ['\ufeffuser:a', /byte order mark/],
  [' \ufeffuser:a', /byte order mark/],
  ['user:\ud800', /surrogate/],
  ['user:\udc00a', /surrogate/],
  [`user:${'a'.repeat(1_000_000)}`, /more than 4096 bytes/]
]

describe('model/fact normaliseUri', () => {
  for (const [written, normal] of NORMALISED) {
    it(`brings ${JSON.stringify(written)} into its form`, () => {
      expect(normaliseUri(written)).to.equal(normal)
      expect(normaliseUri(normal)).to.equal(normal)
    })
  }

  for (const [written, reason] of REFUSED) {
    it(`refuses ${JSON.stringify(written.slice(0, 40))}`, () => {
      expect(() => normaliseUri(written)).to.throw(InvalidFactError, reason).with.property('field', 'uri')
    })
  }

  it('is stable, and what it makes passes the check of the receiver', () => {
    fc.assert(fc.property(anyUri(), written => {
      const normal = normalOrUndefined(written)

      if (normal !== undefined) {
        expect(normaliseUri(normal)).to.equal(normal)
        expect(decodeFact(encodeFact(createFact(factInput(0, { entity: normal })))).entity).to.equal(normal)
      }
    }), { numRuns: 2000 })
  })

  it('takes no longer for text that is made to be slow', function () {
    this.timeout(60_000) // it is done in milliseconds, or in years
    const hostile = [`user:${' '.repeat(4000)}b`, `user:${'/a'.repeat(2000)}/`, `user:${'%C3'.repeat(1300)}`, `https://x/${'../'.repeat(1300)}`]

    hostile.forEach(text => { normalOrUndefined(text) })
  })
})

function normalOrUndefined (written: string): string | undefined {
  try {
    return normaliseUri(written)
  } catch (err) {
    expect(err).to.be.instanceOf(InvalidFactError)

    return undefined
  }
}
