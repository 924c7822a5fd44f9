import { expect } from 'aegir/chai'
import fc from 'fast-check'
import { encodeCanonical, toBase32 } from '../../src/model/bytes/index.ts'
import { formatTicket, InvalidTicketError, isTicket, parseTicket } from '../../src/network/discovery/index.ts'
import { testPeer } from '../fixtures/peers.ts'
import { TICKETS } from '../vectors/ticket.ts'

const peers = Array.from({ length: 20 }, (_, index) => testPeer(index))

const ticketOf = (value: Parameters<typeof encodeCanonical>[0]): string => `fm1${toBase32(encodeCanonical(value))}`

describe('tickets', () => {
  it('keep their golden form', () => {
    for (const { text, net, addresses } of TICKETS) {
      expect(formatTicket({ net, addresses })).to.equal(text)
      expect(parseTicket(text)).to.deep.equal({ net, addresses })
    }
  })

  it('come back as they were written', () => {
    const nets = fc.stringMatching(/^[a-z0-9-]{1,32}$/)
    const addresses = fc.subarray(peers.map(({ address }) => address), { minLength: 1, maxLength: 16 })
    fc.assert(fc.property(nets, addresses, (net, addresses) => {
      const text = formatTicket({ net, addresses })
      expect(isTicket(text)).to.equal(true)
      expect(parseTicket(` ${text}\n`)).to.deep.equal({ net, addresses })
    }))
  })

  it('are refused when anything is cut off', () => {
    const text = formatTicket({ net: 'example', addresses: [peers[0].address, peers[1].address] })
    const body = text.slice('fm1'.length)
    for (let length = 0; length < text.length; length++) {
      expect(() => parseTicket(text.slice(0, length)), `the first ${length}`).to.throw(InvalidTicketError)
    }
    for (let length = 1; length < body.length; length++) {
      expect(() => parseTicket(`fm1${body.slice(length)}`), `without the first ${length}`).to.throw(InvalidTicketError)
    }
  })

  it('are read or refused, whatever stands in them', () => {
    fc.assert(fc.property(fc.string(), text => {
      expect(() => parseTicket(`fm1${text}`)).to.throw(InvalidTicketError)
    }))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      expect(() => parseTicket(ticketOf(['example', [bytes, peers[0].id.toMultihash().bytes]]))).to.throw(InvalidTicketError)
    }))
  })

  it('hold at most sixteen addresses', () => {
    const addresses = peers.map(({ address }) => address)
    expect(parseTicket(formatTicket({ net: 'example', addresses })).addresses).to.deep.equal(addresses.slice(0, 16))
    expect(() => parseTicket(ticketOf(['example', addresses.map(() => new Uint8Array())]))).to.throw(InvalidTicketError, /16 addresses/)
  })

  it('of a node that cannot be dialled are refused', () => {
    expect(() => parseTicket(formatTicket({ net: 'example', addresses: [] }))).to.throw(InvalidTicketError, /no address/)
  })

  it('are refused in another form', () => {
    for (const value of ['example', ['example'], ['example', 'address'], [1, []], ['example', ['/ip4/192.0.2.7']], { net: 'example' }]) {
      expect(() => parseTicket(ticketOf(value))).to.throw(InvalidTicketError)
    }
    expect(() => parseTicket(peers[0].address)).to.throw(InvalidTicketError, /begin with/)
    expect(() => parseTicket(`fm1${'a'.repeat(5_000)}`)).to.throw(InvalidTicketError, /4096/)
    expect(isTicket(peers[0].address)).to.equal(false)
  })
})
