import { expect } from 'aegir/chai'
import { TypedEventEmitter } from 'main-event'
import { TokenIssuers } from '../../src/mesh/access/token-issuers.ts'
import { peerIdText } from '../../src/model/identity/index.ts'
import { SimulatedClock } from '../../src/platform/index.ts'
import { signerOf } from '../fixtures/tokens.ts'
import type { HelloEvents } from '../../src/network/hello/index.ts'

const HOUR_MS = 3_600_000
const keyOf = (number: number): Uint8Array => signerOf(number).publicKey

describe('mesh issuers of tokens', () => {
  it('are new for an hour, and reserved room with a grant', () => {
    const clock = new SimulatedClock()
    const hello = new TypedEventEmitter<HelloEvents>()
    const issuers = new TokenIssuers()
    const accept = (number: number): void => {
      hello.safeDispatchEvent('peer:accept', { detail: { peer: peerIdText(keyOf(number)), direction: 'inbound', skewMs: 0, hello: { net: 'main', agent: '', timeMs: 0, frameBytesMax: 0, names: [], protocols: [] } } })
    }
    expect([issuers.isNew(keyOf(1)), issuers.isReserved(keyOf(1))]).to.deep.equal([true, false])
    issuers.join({ isGranted: key => peerIdText(key) === peerIdText(keyOf(2)), hello, clock })
    accept(1)
    clock.advance(HOUR_MS - 1)
    expect(issuers.isNew(keyOf(1))).to.equal(true)
    clock.advance(1)
    accept(1)
    expect([1, 2].map(number => issuers.isNew(keyOf(number)))).to.deep.equal([false, true])
    expect([1, 2].map(number => issuers.isReserved(keyOf(number)))).to.deep.equal([false, true])
  })
})
