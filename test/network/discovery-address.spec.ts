import { expect } from 'aegir/chai'
import { InvalidAddressError, parsePeerAddress } from '../../src/network/discovery/index.ts'
import { testPeer } from '../fixtures/peers.ts'

const peer = testPeer(7)

const REFUSED: ReadonlyArray<{ name: string, text: string, why: RegExp }> = [
  { name: 'nothing', text: '', why: /does not end in/ },
  { name: 'a slash', text: '/', why: /does not end in/ },
  { name: 'a host and port', text: '192.0.2.7:4801', why: /not a multiaddr/ },
  { name: 'an address without a peer id', text: '/ip4/192.0.2.7/tcp/4801', why: /does not end in/ },
  { name: 'an address that goes on behind the peer id', text: `${peer.address}/p2p-circuit`, why: /does not end in/ },
  { name: 'an unknown protocol', text: `/ip9/192.0.2.7/p2p/${peer.base58}`, why: /not a multiaddr/ },
  { name: 'an impossible host', text: `/ip4/192.0.2.777/tcp/1/p2p/${peer.base58}`, why: /not a multiaddr/ },
  { name: 'a damaged peer id', text: peer.address.slice(0, -1), why: /peer id|not a multiaddr/ },
  { name: 'something else in place of the peer id', text: '/ip4/192.0.2.7/tcp/1/p2p/garbage', why: /not a multiaddr/ },
  { name: 'a peer id of an RSA key', text: '/ip4/192.0.2.7/tcp/1/p2p/QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N', why: /Ed25519/ },
  { name: 'a peer id of a secp256k1 key', text: '/ip4/192.0.2.7/tcp/1/p2p/16Uiu2HAm4v86W3bmT1BiH6oSPzcsSr24iDQpSN5Qa992BCjjwgrD', why: /Ed25519/ },
  { name: 'a peer id and no way to it', text: `/p2p/${peer.base58}`, why: /no way/ },
  { name: 'a text that is too long', text: `/dns4/${'a'.repeat(1_024)}/tcp/1/p2p/${peer.base58}`, why: /characters/ }
]

describe('parsePeerAddress', () => {
  it('reads both spellings of a peer id and gives them one', () => {
    for (const spelling of [peer.text, peer.base58]) {
      const { peer: text, address } = parsePeerAddress(`/ip4/192.0.2.7/tcp/4801/ws/p2p/${spelling}`)
      expect(text).to.equal(peer.text)
      expect(address.toString()).to.equal(`/ip4/192.0.2.7/tcp/4801/ws/p2p/${peer.base58}`)
    }
  })

  it('takes the last peer id of an address through a relay', () => {
    const text = `${testPeer(8).address}/p2p-circuit/p2p/${peer.base58}`
    expect(parsePeerAddress(text).peer).to.equal(peer.text)
    expect(parsePeerAddress(text).address.toString()).to.equal(text)
  })

  for (const { name, text, why } of REFUSED) {
    it(`refuses ${name}`, () => {
      expect(() => parsePeerAddress(text)).to.throw(InvalidAddressError, why).with.property('address', text)
    })
  }
})
