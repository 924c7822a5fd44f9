import { isNetworkAddress, isPrivate } from '@libp2p/utils'
import type { ModalTable, ReachableLibp2p } from './interface.ts'
import type { ComponentLogger, Logger } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'

/** How far an address reaches: everybody, this machine and its local network, or only through a relay. */
export type Reach = 'public' | 'local' | 'relayed'

/** How far an address reaches, by its text alone. */
export function reachOf (address: Multiaddr): Reach {
  if (address.getComponents().some(({ name }) => name === 'p2p-circuit')) { return 'relayed' }
  return isNetworkAddress(address) && !isPrivate(address) ? 'public' : 'local'
}

/**
 * Decides whether this node answers questions of the hash table (server) or only asks (client). Others must be able to
 * dial a server. A node with a public address of its own is one. A node with local addresses is one while it has dialled
 * nobody at a public address: then its mesh is local as well. Everybody else, such as a page or a node behind a relay, is
 * a client.
 */
export class TableMode {
  private readonly libp2p: ReachableLibp2p
  private readonly table: ModalTable
  private readonly log: Logger
  /** One change at a time; the last look decides. */
  private turn: Promise<void> = Promise.resolve()

  constructor (components: { libp2p: ReachableLibp2p, table: ModalTable, logger: ComponentLogger }) {
    this.libp2p = components.libp2p
    this.table = components.table
    this.log = components.logger.forComponent('factmesh:discovery')
  }

  async start (): Promise<void> {
    for (const type of ['self:peer:update', 'connection:open', 'connection:close'] as const) { this.libp2p.addEventListener(type, this.look) }
    this.look()
    await this.turn
  }

  async stop (): Promise<void> {
    for (const type of ['self:peer:update', 'connection:open', 'connection:close'] as const) { this.libp2p.removeEventListener(type, this.look) }
    await this.turn
  }

  private readonly look = (): void => {
    this.turn = this.turn.then(async () => { await this.table.setMode(this.mode()) }).catch((error: Error) => {
      this.log.error('the mode of the hash table stays as it is - %e', error)
    })
  }

  private mode (): 'client' | 'server' {
    const own = this.libp2p.getMultiaddrs().map(reachOf)
    if (own.includes('public')) { return 'server' }
    const dialsPublic = this.libp2p.getConnections().some(({ direction, remoteAddr }) => direction === 'outbound' && reachOf(remoteAddr) === 'public')
    return own.includes('local') && !dialsPublic ? 'server' : 'client'
  }
}
