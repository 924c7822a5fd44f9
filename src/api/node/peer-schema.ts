import * as z from 'zod/mini'
import { shape } from '../http/shape.ts'
import { syncRunSchema } from './sync-schema.ts'

const note = z.describe

/** A peer that this node knows. */
export const peerSchema = shape('Peer', 'A peer that this node is connected to, was told of, or met before.', z.strictObject({
  peer_id: z.string(),
  node_id: z.string().check(note('stigmem://<peer id>/node/self')),
  status: z.enum(['connected', 'connecting', 'known', 'wrong_network', 'incompatible_version', 'refused']),
  direction: z.nullable(z.enum(['inbound', 'outbound'])),
  addrs: z.array(z.string()),
  rtt_ms: z.nullable(z.number()),
  transports: z.array(z.string()),
  path: z.nullable(z.strictObject({
    kind: z.enum(['direct', 'relayed']),
    transport: z.string(),
    relay: z.nullable(z.string()).check(note('The peer id of the relay in between.')),
    upgrade: z.nullable(z.strictObject({
      attempts: z.int(),
      next_in_ms: z.nullable(z.number()),
      error: z.nullable(z.string())
    })).check(note('Attempts to reach a relayed peer directly that failed.'))
  })).check(note('How the peer is reached; null while it is not connected.')),
  reserved: z.boolean().check(note('Whether the peer is a relay that keeps a place for this node.')),
  allowed_scopes: z.array(z.string()),
  sync: z.record(z.string(), syncRunSchema).check(note('The last reconciliation, by scope.'))
}))

/** All peers. */
export const peerListSchema = shape('PeerList', 'The peers that this node knows.', z.strictObject({ peers: z.array(peerSchema) }))

/** A peer to remember. */
export const peerBodySchema = shape('PeerBody', 'A peer to remember and to reach from now on.', z.strictObject({
  address: z.string().check(z.maxLength(8_192), note('A ticket, or a multiaddr that ends in /p2p/<peer id>.'))
}))

/** A peer that was remembered. */
export const peerAddedSchema = shape('PeerAdded', 'The address was remembered; the node tries to reach it from now on.', z.strictObject({ address: z.string() }))
