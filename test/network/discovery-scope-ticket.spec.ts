import { expect } from 'aegir/chai'
import { decodeBundle } from '../../src/model/bundle/index.ts'
import { encodeCanonical, fromHex, toBase32 } from '../../src/model/bytes/index.ts'
import { createFact } from '../../src/model/fact/index.ts'
import { formatScopeTicket, InvalidTicketError, isScopeTicket, isTicket, parseScopeTicket, parseTicket } from '../../src/network/discovery/index.ts'
import { seededBytes, someBundle } from '../fixtures/bundles.ts'
import { factInput, someFact } from '../fixtures/facts.ts'
import { testPeer } from '../fixtures/peers.ts'
import { SCOPE_TICKETS } from '../vectors/closed-scope.ts'
import type { Fact } from '../../src/model/fact/index.ts'

const addresses = Array.from({ length: 20 }, (_, index) => testPeer(index).address)

function governing (kind: number, text = 'scope'): Fact {
  const input = factInput(0, { kind, relation: `factmesh:${kind}`, value: { type: 'null', v: null } })

  return createFact({ ...input, entity: `user:${text}` })
}

const genesis = someBundle([governing(1, 'team')])
const { net, scope } = genesis.header
const ticket = { net, scope, genesis: genesis.bytes, addresses: addresses.slice(0, 2) }
const text = formatScopeTicket(ticket)

const textOf = (value: Parameters<typeof encodeCanonical>[0]): string => `fms1${toBase32(encodeCanonical(value))}`

describe('tickets of closed scopes', () => {
  it('keep their golden form', () => {
    for (const { text, net, scope, genesis, addresses } of SCOPE_TICKETS) {
      const ticket = { net, scope: fromHex(scope), genesis: fromHex(genesis), addresses }

      expect(formatScopeTicket(ticket)).to.equal(text)
      expect(parseScopeTicket(text)).to.deep.equal(ticket)
    }
  })

  it('come back as they were written', () => {
    expect(parseScopeTicket(` ${text}\n`)).to.deep.equal(ticket)
    expect(parseScopeTicket(formatScopeTicket({ ...ticket, addresses })).addresses).to.deep.equal(addresses.slice(0, 16))
  })

  it('are told from tickets of a network', () => {
    expect([isScopeTicket(text), isTicket(text)]).to.deep.equal([true, false])
    expect(() => parseTicket(text)).to.throw(InvalidTicketError, /begin with "fm1"/)
  })

  const foreign: ReadonlyArray<readonly [string, Parameters<typeof encodeCanonical>[0]]> = [
    ['another network', ['other', scope, genesis.bytes, []]],
    ['another scope', [net, seededBytes('another'), genesis.bytes, []]],
    ['a bundle that begins no scope', [net, scope, someBundle([governing(3)]).bytes, []]],
    ['a genesis beside another fact', [net, scope, someBundle([governing(1, 'team'), governing(2)]).bytes, []]],
    ['an assertion', [net, scope, someBundle([someFact(0)]).bytes, []]],
    ['the second bundle of a chain', [net, scope, someBundle([governing(1)], { seq: 2, prev: seededBytes('prev') }).bytes, []]]
  ]

  for (const [what, value] of foreign) {
    it(`are refused with ${what}`, () => {
      expect(() => parseScopeTicket(textOf(value))).to.throw(InvalidTicketError, /genesis/)
    })
  }

  it('are neither made nor read with a genesis that is too long', () => {
    const long = someBundle([governing(1, 'x'.repeat(1_000)), ...Array.from({ length: 70 }, () => governing(2))])

    expect(() => formatScopeTicket({ ...ticket, genesis: long.bytes })).to.throw(InvalidTicketError, /3072 bytes/)
    expect(() => parseScopeTicket(textOf([net, scope, long.bytes, []]))).to.throw(InvalidTicketError, /3072 bytes/)
  })

  it('are refused when anything is cut off or any character is another', () => {
    for (let length = 0; length < text.length; length++) {
      expect(() => parseScopeTicket(text.slice(0, length)), `the first ${length}`).to.throw(InvalidTicketError)
    }

    for (let at = 0; at < text.length - 200; at++) {
      const other = `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`

      // Header and fact are bound by the scope id and the root. The signature is not, and the addresses are what they are.
      try {
        expect(decodeBundle(parseScopeTicket(other).genesis).header.scope).to.deep.equal(scope)
      } catch (error) {
        expect(error).to.be.instanceOf(InvalidTicketError)
      }
    }
  })

  it('are refused in another form', () => {
    const address = Uint8Array.of(4, 192, 0, 2, 7, 6, 0, 1)

    for (const value of [
      null, 'text', [], [net], [net, scope], [net, scope, genesis.bytes], [net, scope, genesis.bytes, [address], 0], [1, scope, genesis.bytes, [address]],
      [net, 'scope', genesis.bytes, [address]], [net, scope, 'genesis', [address]], [net, scope, genesis.bytes, address],
      [net, scope, genesis.bytes, ['/ip4/192.0.2.7']], [net, scope, new Uint8Array(), [address]], { net }
    ]) {
      expect(() => parseScopeTicket(textOf(value))).to.throw(InvalidTicketError)
    }

    expect(() => parseScopeTicket(textOf([net, scope, genesis.bytes, []]))).to.throw(InvalidTicketError, /no address/)
    expect(() => parseScopeTicket(textOf([net, scope, genesis.bytes, addresses.map(() => address)]))).to.throw(InvalidTicketError, /16 addresses/)
    expect(() => parseScopeTicket(`fms1${'a'.repeat(20_000)}`)).to.throw(InvalidTicketError, /16384/)
    expect(() => parseScopeTicket('fm1')).to.throw(InvalidTicketError, /begin with "fms1"/)
  })
})
