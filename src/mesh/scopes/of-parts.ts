import { dialAddressesOf } from '../../network/discovery/index.ts'
import { peerIdOf } from '../../network/wire/index.ts'
import { settlePeer } from '../peer-list.ts'
import { ScopeBook } from './scope-book.ts'
import type { MeshComponents } from '../components.ts'
import type { MeshConfig } from '../config.ts'
import type { MeshScopes } from './interface.ts'

/** The book of scopes over the parts of a node. */
export function scopesOf (parts: MeshComponents, { net, platform }: MeshConfig): MeshScopes {
  const { hello, libp2p, peers, redialer, replica, stores } = parts

  return new ScopeBook({
    net,
    self: platform.ed25519.signer(stores.home.seed).publicKey,
    replica,
    addresses: () => libp2p.getMultiaddrs().map(address => address.toString()),
    connected: () => hello.peers().map(({ peer }) => peer),
    addressesOf: async peer => dialAddressesOf(await libp2p.peerStore.get(peerIdOf(peer))),
    remember: async (scope, known) => peers.remember(scope, known),
    settle: async peer => settlePeer(peer, parts),
    dial: address => { redialer.add(address) }
  })
}
