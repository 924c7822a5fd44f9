import type { AutoNATComponents } from '@libp2p/autonat'

/**
 * A random walk that ends at once. The walk of libp2p asks the hash table for random keys without a pause: while the table
 * is empty it never gives the thread back, and while it is not it dials strangers for as long as nothing was found. Relays
 * and probing peers are met by other ways: connections that are made anyhow.
 */
export const NO_WALK: AutoNATComponents['randomWalk'] = {
  async * walk () {}
}
