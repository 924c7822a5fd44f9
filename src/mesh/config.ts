import { defaultLogger } from '@libp2p/logger'
import { multiaddr } from '@multiformats/multiaddr'
import { isSourceName, publicKeyOf } from '../model/identity/index.ts'
import { parsePeerAddress, parseTicket } from '../network/discovery/index.ts'
import { parseShare } from '../network/peers/index.ts'
import { platform } from '../platform/index.ts'
import { isNetName } from '../policy/scope/index.ts'
import { DEFAULT_APPROVAL, DEFAULT_AUDIT_QUERIES, DEFAULT_DHT, DEFAULT_DURABILITY, DEFAULT_GOSSIP, DEFAULT_LISTEN, DEFAULT_MDNS, DEFAULT_NET, DEFAULT_RELAY, DEFAULT_SYNC_INTERVAL_MS, NAMES_MAX, PAGE_LISTEN, RELAYED_LISTEN } from './constants.ts'
import { InvalidConfigError } from './errors.ts'
import type { FactMeshInit, LibP2PInit } from './interface.ts'
import type { ShareEntry } from '../network/peers/index.ts'
import type { Platform } from '../platform/index.ts'
import type { NamedKey } from '../policy/scope/index.ts'
import type { Durability } from '../storage/journal/interface.ts'
import type { ComponentLogger } from '@libp2p/interface'

const DURABILITIES: readonly Durability[] = ['immediate', 'batched', 'eventual']

/** A configuration with every default filled in and every value checked. */
export interface MeshConfig {
  home: string | undefined
  net: string
  listen: string[]
  /** Addresses of `bootstrap` and `join` together. */
  bootstrap: string[]
  names: string[]
  pins: NamedKey[]
  /** Absent: each scope, both ways. */
  share: ShareEntry[] | undefined
  approval: 'automatic' | 'manual'
  /** Public keys. */
  curators: Uint8Array[]
  auditQueries: boolean
  gossip: boolean
  syncIntervalMs: number | false
  mdns: boolean
  dht: boolean
  relay: boolean
  durability: Durability
  platform: Platform
  libp2p: LibP2PInit
  seed: Uint8Array | undefined
  logger: ComponentLogger
  /** Told how many bytes of the journal the index has caught up with, of how many. */
  onReplay? (done: number, total: number): void
}

/**
 * Checks a configuration once; nothing behind this point checks it again.
 *
 * @throws {InvalidConfigError | InvalidAddressError | InvalidTicketError}
 */
export function resolveConfig (init: FactMeshInit): MeshConfig {
  const net = init.net ?? DEFAULT_NET
  if (!isNetName(net)) {
    throw new InvalidConfigError('net', `"${net}" is not 1 to 32 of the characters a-z, 0-9 and "-"`)
  }
  const machine = init.platform ?? platform()
  return {
    home: checkHome(init.home, machine),
    net,
    listen: checkListen(init.listen ?? defaultListen(init, machine)),
    bootstrap: [...checkBootstrap(init.bootstrap ?? []), ...addressesOfTickets(init.join ?? [], net)],
    names: checkNames(init.names ?? []),
    pins: checkPins(init.pins),
    share: checkShare(init.share),
    approval: checkApproval(init.approval),
    curators: checkCurators(init.curators ?? []),
    auditQueries: init.auditQueries ?? DEFAULT_AUDIT_QUERIES,
    gossip: init.gossip ?? DEFAULT_GOSSIP,
    syncIntervalMs: checkInterval(init.syncIntervalMs ?? DEFAULT_SYNC_INTERVAL_MS),
    mdns: init.mdns ?? DEFAULT_MDNS,
    dht: init.dht ?? DEFAULT_DHT,
    relay: init.relay ?? DEFAULT_RELAY,
    durability: checkDurability(init.durability ?? DEFAULT_DURABILITY),
    platform: machine,
    libp2p: init.libp2p ?? {},
    seed: checkSeed(init.seed),
    logger: init.logger ?? defaultLogger()
  }
}

function defaultListen (init: FactMeshInit, machine: Platform): string[] {
  const isStandard = (init.libp2p?.transports ?? 'standard') === 'standard'
  if (!isStandard) { return [] }
  return machine.name === 'browser' ? PAGE_LISTEN : DEFAULT_LISTEN
}

function checkHome (home: string | undefined, machine: Platform): string | undefined {
  if (home == null) { return undefined }
  if (home === '') {
    throw new InvalidConfigError('home', 'it is empty')
  }
  if (machine.files == null) {
    throw new InvalidConfigError('home', 'this platform has no files; leave it out and facts are kept in memory')
  }
  if (machine.name === 'browser' && !/^[^/\\]+$/.test(home)) {
    throw new InvalidConfigError('home', 'in a page it is the name of a database, without a slash')
  }
  return home
}

function checkListen (addresses: string[]): string[] {
  for (const address of addresses) {
    if (!isMultiaddrText(address)) {
      throw new InvalidConfigError('listen', `"${address}" is not a multiaddr; /ip4/0.0.0.0/tcp/4801 is one`)
    }
    if (address.endsWith(RELAYED_LISTEN) && address !== RELAYED_LISTEN) {
      throw new InvalidConfigError('listen', `"${address}" names a relay; listen on ${RELAYED_LISTEN}, and name the relay as a bootstrap peer`)
    }
  }
  return addresses
}

function isMultiaddrText (text: string): boolean {
  try {
    return multiaddr(text).getComponents().length > 0
  } catch {
    return false
  }
}

function checkBootstrap (addresses: string[]): string[] {
  for (const address of addresses) { parsePeerAddress(address) }
  return addresses
}

function addressesOfTickets (tickets: string[], net: string): string[] {
  return tickets.flatMap(text => {
    const ticket = parseTicket(text)
    if (ticket.net !== net) {
      throw new InvalidConfigError('join', `the ticket is for the network "${ticket.net}" and this node is in "${net}"; start it with --net ${ticket.net}`)
    }
    return checkBootstrap(ticket.addresses)
  })
}

function checkNames (names: string[]): string[] {
  if (names.length > NAMES_MAX) {
    throw new InvalidConfigError('names', `there are more than ${NAMES_MAX}`)
  }
  for (const name of names) {
    if (!isSourceName(name)) {
      throw new InvalidConfigError('names', `"${name}" is not a host-like name of a-z, 0-9, "." and "-"`)
    }
  }
  return names
}

function checkPins (pins: Record<string, string> = {}): NamedKey[] {
  return Object.entries(pins).map(([name, peer]) => {
    checkNames([name])
    return [name, keyOfPeer('pins', peer)]
  })
}

function checkShare (texts?: string[]): ShareEntry[] | undefined {
  return texts?.map(text => {
    const entry = parseShare(text)
    if (entry == null) {
      throw new InvalidConfigError('share', `"${text}" is not SCOPE, SCOPE:push or SCOPE:pull; \`public:pull\` is one`)
    }
    return entry
  })
}

function checkApproval (approval: string = DEFAULT_APPROVAL): MeshConfig['approval'] {
  if (approval !== 'automatic' && approval !== 'manual') {
    throw new InvalidConfigError('approval', `"${approval}" is neither automatic nor manual`)
  }
  return approval
}

function checkCurators (peers: string[]): Uint8Array[] {
  return peers.map(peer => keyOfPeer('curators', peer))
}

function keyOfPeer (field: string, peer: string): Uint8Array {
  const key = publicKeyOf(peer)
  if (key == null) {
    throw new InvalidConfigError(field, `"${peer}" is not the peer id of an Ed25519 key; \`factmesh id\` prints one`)
  }
  return key
}

function checkInterval (interval: number | false): number | false {
  if (interval !== false && !(Number.isFinite(interval) && interval >= 10 && interval <= 86_400_000)) {
    throw new InvalidConfigError('syncIntervalMs', 'it is not between 10 ms and one day, or false')
  }
  return interval
}

function checkDurability (durability: Durability): Durability {
  if (!DURABILITIES.includes(durability)) {
    throw new InvalidConfigError('durability', `"${durability}" is none of ${DURABILITIES.join(', ')}`)
  }
  return durability
}

function checkSeed (seed: Uint8Array | undefined): Uint8Array | undefined {
  if (seed != null && seed.byteLength !== 32) {
    throw new InvalidConfigError('seed', 'it is not 32 bytes')
  }
  return seed
}
