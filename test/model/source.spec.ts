import { expect } from 'aegir/chai'
import { base16 } from 'multiformats/bases/base16'
import { base32 } from 'multiformats/bases/base32'
import { base36 } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'
import { concatBytes, fromHex } from '../../src/model/bytes/index.ts'
import { isSourceName, ownsSource, parseSource } from '../../src/model/identity/index.ts'
import { PEER_IDS } from '../vectors/identity.ts'

const AUTHOR = fromHex(PEER_IDS[0].publicKey)
const OWN_ID = PEER_IDS[0].base36
const OTHER_ID = PEER_IDS[1].base36

/**
 * Sources that look like `stigmem://node-b/…` or like nothing at all. Nobody who holds `node-b` owns one of them.
 */
const LOOK_ALIKES = [
  'stigmem://node-bb/agent/x', 'stigmem://node-/agent/x', 'stigmem://node-b.evil/agent/x', 'stigmem://evil.node-b/agent/x', 'stigmem://node-b-evil/agent/x',
  'stigmem://NODE-B/agent/x', 'stigmem://Node-b/agent/x', 'STIGMEM://node-b/agent/x', 'Stigmem://node-b/agent/x',
  'stigmem://node%2db/agent/x', 'stigmem://node-b%2fevil/agent/x', 'stigmem://node-b%00/agent/x', 'stigmem://%6eode-b/agent/x',
  'stigmem://node-b./agent/x', 'stigmem://.node-b/agent/x', 'stigmem://node-b../agent/x',
  'stigmem://nоde-b/agent/x', 'stigmem://node‐b/agent/x', 'stigmem://ｎode-b/agent/x', 'stigmem://node-b\u200d/agent/x', 'stigmem://node-b\u0301/agent/x',
  'stigmem://node-b\u0000/agent/x', 'stigmem://node-b/agent\u0000/x', 'stigmem://node-b\n/agent/x', 'stigmem://node-b/agent/x\n', 'stigmem://node-b/agent\u0085x',
  'stigmem://node-b /agent/x', ' stigmem://node-b/agent/x', 'stigmem://node-b/agent x',
  'stigmem://evil@node-b/agent/x', 'stigmem://node-b@evil/agent/x', 'stigmem://node-b:80/agent/x', 'stigmem://node-b?/agent/x', 'stigmem://node-b#/agent/x',
  'stigmem://node-b\\agent/x', 'stigmem://node-b/agent\\x',
  'stigmem://node-b/../node-c/x', 'stigmem://node-b/agent/..', 'stigmem://node-b/./x', 'stigmem://node-b/%2e%2e/node-c', 'stigmem://node-b/.%2E/node-c',
  'stigmem://node-b//x', 'stigmem:///node-b/x', 'stigmem:////node-b/x', 'stigmem://node-b/agent/', 'stigmem://node-b/', 'stigmem://node-b', 'stigmem://',
  'stigmem:/node-b/agent/x', 'stigmem:node-b/agent/x', 'node-b/agent/x', 'node-b', '//node-b/agent/x', 'xstigmem://node-b/agent/x',
  'https://node-b/agent/x', 'factmesh://node-b/agent/x', 'stigmem+x://node-b/agent/x', 'system:stigmem', 'user:node-b', 'user:alice', ''
]

describe('model/identity sources', () => {
  it('takes the authority out of a stigmem URI', () => {
    expect(parseSource('stigmem://node-b/agent/hr')).to.deep.equal({ authority: 'node-b', path: 'agent/hr' })
    expect(parseSource('stigmem://acme.example/agent/café/🦀')).to.deep.equal({ authority: 'acme.example', path: 'agent/café/🦀' })
    expect(parseSource('stigmem://node-b/agent/a..b/...')).to.deep.equal({ authority: 'node-b', path: 'agent/a..b/...' })
    expect(parseSource(`stigmem://${OWN_ID}/node/self`)).to.deep.equal({ authority: OWN_ID, path: 'node/self' })
  })

  it('finds no authority in short forms, other schemes and malformed URIs', () => {
    const without = LOOK_ALIKES.filter(source => !/^stigmem:\/\/(node-bb|node-b\.evil|evil\.node-b|node-b-evil)\//.test(source))

    for (const source of without) {
      expect(parseSource(source), source).to.deep.equal({ authority: undefined, path: source })
    }
  })

  it('gives an author its own peer id and its names', () => {
    expect(ownsSource(`stigmem://${OWN_ID}/node/self`, AUTHOR, [])).to.equal(true)
    expect(ownsSource('stigmem://node-b/agent/x', AUTHOR, ['acme', 'node-b'])).to.equal(true)
    expect(ownsSource('stigmem://node-b/agent/x', AUTHOR, [])).to.equal(false)
    expect(ownsSource('stigmem://node-b/agent/x', AUTHOR, ['node-c', 'node', 'node-', ''])).to.equal(false)
  })

  it('gives nobody the peer id of another, not even by a list of names', () => {
    expect(ownsSource(`stigmem://${OTHER_ID}/node/self`, AUTHOR, [])).to.equal(false)
    expect(ownsSource(`stigmem://${OTHER_ID}/node/self`, AUTHOR, [OTHER_ID])).to.equal(false)
    expect(ownsSource(`stigmem://${PEER_IDS[0].base58}/node/self`, AUTHOR, [PEER_IDS[0].base58])).to.equal(false)
    expect(ownsSource(`stigmem://${OWN_ID.toUpperCase()}/node/self`, AUTHOR, [])).to.equal(false)
  })

  it('gives nobody a peer id as a name, in whatever base it is spelled', () => {
    const cid = concatBytes([fromHex('0172002408011220'), AUTHOR])
    const spelled = [base32.encode(cid), base16.encode(cid), base36.encode(cid), base58btc.encode(cid.subarray(2)).slice(1)]

    for (const name of spelled) {
      expect(isSourceName(name), name).to.equal(false)
      expect(ownsSource(`stigmem://${name}/node/self`, AUTHOR, [name]), name).to.equal(name === OWN_ID)
    }

    expect(isSourceName(spelled[0].slice(1)), 'hardly a peer id').to.equal(true)
  })

  it('gives no look-alike to who holds a name, nor the name to who holds a look-alike', () => {
    for (const source of LOOK_ALIKES) {
      expect(ownsSource(source, AUTHOR, ['node-b', OWN_ID]), source).to.equal(false)
    }

    const names = LOOK_ALIKES.map(source => source.replace(/^stigmem:\/\/([^/]*).*$/s, '$1')).filter(name => name !== 'node-b')
    expect(ownsSource('stigmem://node-b/agent/x', AUTHOR, names)).to.equal(false)
  })

  it('tells which texts can be names', () => {
    for (const name of ['a', '7', 'node-b', 'acme.example', 'a--b', 'xn--bcher-kva', 'a'.repeat(253)]) {
      expect(isSourceName(name), name).to.equal(true)
    }

    for (const name of ['', '-', 'a-', '-a', 'a.', '.a', 'a..b', 'a.-b', 'A', 'a_b', 'a b', 'a/b', 'é', 'a\n', 'a'.repeat(254), OWN_ID, PEER_IDS[0].base58]) {
      expect(isSourceName(name), name).to.equal(false)
    }
  })

  it('judges the longest sources at once', () => {
    for (const source of [`stigmem://${'a-'.repeat(50_000)}/x`, `stigmem://${'a.'.repeat(50_000)}/x`, `stigmem://a/${'./'.repeat(50_000)}`, `stigmem://a/${' '.repeat(100_000)}`]) {
      expect(parseSource(source).authority).to.equal(undefined)
    }
  })
})
