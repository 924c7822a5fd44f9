import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'aegir/chai'
import { TypedEventEmitter } from 'main-event'
import { DIRECT_WAIT_FIRST_MS, DIRECT_WAIT_MAX_MS, SIGNALING_PROTOCOL } from '../../src/mesh/constants.ts'
import { directAddress, isWebRTC, relayIn } from '../../src/mesh/webrtc/addresses.ts'
import { makeCertificate, settleCertificate } from '../../src/mesh/webrtc/certificate.ts'
import { der, derInteger } from '../../src/mesh/webrtc/der.ts'
import { DirectUpgrades } from '../../src/mesh/webrtc/direct-upgrades.ts'
import { pathOf, reservations, transportOf } from '../../src/mesh/webrtc/peer-path.ts'
import { MemoryFiles, platform, simulatedPlatform } from '../../src/platform/index.ts'
import { testPeer } from '../fixtures/peers.ts'
import type { DirectUpgradesComponents } from '../../src/mesh/webrtc/direct-upgrades.ts'
import type { Connection } from '@libp2p/interface'

const [relay, far] = [testPeer(1).id, testPeer(2).id]
const RELAYED = `/ip4/192.0.2.1/tcp/1/ws/p2p/${relay.toString()}/p2p-circuit/p2p/${far.toString()}`

describe('addresses of WebRTC', () => {
  it('are told from others', () => {
    expect(['/webrtc', '/ip4/0.0.0.0/udp/0/webrtc-direct', '/ip4/0.0.0.0/tcp/0/ws', '/p2p-circuit'].map(isWebRTC)).to.deep.equal([true, true, false, false])
  })

  it('lead around the relay that they name', () => {
    const direct = directAddress(multiaddr(RELAYED))
    expect(direct).to.equal(RELAYED.replace('/p2p-circuit/', '/p2p-circuit/webrtc/'))
    expect(relayIn(multiaddr(direct))).to.equal(relay.toString())
    expect(relayIn(multiaddr('/ip4/192.0.2.1/tcp/1'))).to.equal(undefined)
    expect([RELAYED, direct, '/ip4/192.0.2.1/tcp/1/ws', '/ip4/192.0.2.1/udp/1'].map(text => transportOf(multiaddr(text))))
      .to.deep.equal(['p2p-circuit', 'webrtc', 'ws', 'unknown'])
    expect(reservations([multiaddr(RELAYED), multiaddr('/ip4/192.0.2.1/tcp/1')]).size).to.equal(1)
  })
})

describe('the certificate of a WebRTC listener', () => {
  it('is written in DER', () => {
    expect(der(4, new Uint8Array(0x7f))).to.have.lengthOf(0x81)
    expect(der(4, new Uint8Array(0x80)).subarray(0, 3)).to.deep.equal(Uint8Array.of(4, 0x81, 0x80))
    expect(der(4, new Uint8Array(0x123)).subarray(0, 4)).to.deep.equal(Uint8Array.of(4, 0x82, 1, 0x23))
    expect(derInteger(Uint8Array.of(0, 0, 0x80))).to.deep.equal(Uint8Array.of(2, 2, 0, 0x80))
    expect(derInteger(Uint8Array.of(0, 0))).to.deep.equal(Uint8Array.of(2, 1, 0))
  })

  it('is made once for a home, and anew where there is none', async () => {
    const files = new MemoryFiles()
    await files.makeDirectory('/home')
    const { random } = platform()
    const first = await settleCertificate(random, { files, directory: '/home' })
    expect(await settleCertificate(random, { files, directory: '/home' })).to.deep.equal(first)
    expect(await files.modeOf('/home/webrtc.json')).to.equal(0o600)
    expect((await settleCertificate(random)).certhash).to.not.equal(first.certhash)
    await files.writeFileAtomic('/home/webrtc.json', new TextEncoder().encode('damaged'))
    expect((await settleCertificate(random, { files, directory: '/home' })).certhash).to.not.equal(first.certhash)
  })

  it('says its own hash', async () => {
    const { certhash, pem, privateKey } = await makeCertificate(platform().random)
    expect(certhash).to.match(/^uEi[\w-]{44}$/)
    expect([pem, privateKey].map(text => text.split('\n')[0])).to.deep.equal(['-----BEGIN CERTIFICATE-----', '-----BEGIN PRIVATE KEY-----'])
  })
})

describe('the way to a peer behind a relay', () => {
  let libp2p: TypedEventEmitter<Record<string, CustomEvent>>
  let connections: Connection[]
  let dials: string[]
  let answer: () => Promise<void>
  let identified: Connection[]
  let upgrades: DirectUpgrades
  const { clock, timers } = simulatedPlatform()

  const connection = (limited: boolean, direction = 'outbound'): Connection => {
    const self = {
      remotePeer: far,
      remoteAddr: multiaddr(limited ? RELAYED : directAddress(multiaddr(RELAYED))),
      direction,
      status: 'open',
      limits: limited ? {} : undefined,
      close: async () => { connections = connections.filter(each => each !== self) }
    } as unknown as Connection
    return self
  }

  const tell = (type: string, detail: unknown): void => { libp2p.dispatchEvent(new CustomEvent(type, { detail })) }
  const identify = (connection: Connection): void => { tell('peer:identify', { connection, protocols: [SIGNALING_PROTOCOL] }) }
  /** Everything that can happen without time passing has happened. */
  const settled = async (): Promise<void> => { for (let turn = 0; turn < 20; turn++) { await Promise.resolve() } }
  const state = (): ReturnType<DirectUpgrades['stateOf']> => upgrades.stateOf(testPeer(2).text)

  beforeEach(() => {
    connections = [connection(true)]
    dials = []
    identified = []
    answer = async () => { throw new RangeError('no way') }
    libp2p = new TypedEventEmitter()
    Object.assign(libp2p, {
      getConnections: () => connections,
      getProtocols: () => [SIGNALING_PROTOCOL],
      dial: async (address: unknown) => {
        dials.push(String(address))
        await answer()
      }
    })
    upgrades = new DirectUpgrades({
      libp2p,
      identify: async (connection: Connection) => { identified.push(connection) },
      clock,
      timers,
      logger: { forComponent: () => Object.assign(() => {}, { trace () {}, error () {} }) }
    } as unknown as DirectUpgradesComponents)
    upgrades.start()
  })

  afterEach(() => { upgrades.stop() })

  it('is tried at once, and again after waits that double up to a bound', async () => {
    identify(connections[0])
    identify(connections[0])
    await settled()
    expect(dials).to.deep.equal([directAddress(multiaddr(RELAYED))])
    for (let attempts = 1; attempts < 9; attempts++) {
      const waitMs = Math.min(DIRECT_WAIT_FIRST_MS * 2 ** (attempts - 1), DIRECT_WAIT_MAX_MS)
      expect(state()).to.include({ attempts, error: 'no way', nextAtMs: clock.monotonicMs() + waitMs })
      expect(pathOf(connections, state(), clock.monotonicMs())).to.deep.include({ kind: 'relayed', transport: 'p2p-circuit', upgrade: { attempts, nextInMs: waitMs, error: 'no way' } })
      clock.advance(waitMs)
      await settled()
    }
    expect(connections).to.have.lengthOf(1)
  })

  it('takes the place of the relayed one, and gives it back', async () => {
    const [relayed] = connections
    const direct = connection(false)
    answer = async () => { connections = [relayed, direct] }
    identify(relayed)
    await settled()
    identify(direct)
    await settled()
    expect(connections).to.deep.equal([direct])
    expect(state()).to.equal(undefined)
    expect(pathOf(connections, undefined, 0)).to.deep.equal({ kind: 'direct', transport: 'webrtc' })
    tell('connection:close', relayed)
    expect(identified).to.deep.equal([direct])

    connections = [relayed]
    tell('connection:close', direct)
    expect(state()).to.include({ attempts: 0, nextAtMs: clock.monotonicMs() + DIRECT_WAIT_FIRST_MS })
    tell('peer:disconnect', far)
    expect(state()).to.equal(undefined)
  })

  it('is left to the end that dialled', async () => {
    connections = [connection(true, 'inbound')]
    identify(connections[0])
    await settled()
    expect(dials).to.deep.equal([])
    expect(pathOf([], undefined, 0)).to.equal(undefined)
  })
})
