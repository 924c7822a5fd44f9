import * as z from 'zod/mini'
import { keptText, shape } from '../http/shape.ts'
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
  state: z.enum(['pending', 'active', 'rejected', 'revoked', 'blocked']).check(note('Only an active peer exchanges facts.')),
  reason: z.string().check(note('Of a pending peer what it lacks: waits_for_operator, we_declare_nothing, peer_declares_nothing or declaration_expired. Of others what the operator said.')),
  declared: z.array(z.strictObject({ scope: z.string(), push: z.boolean(), pull: z.boolean() })).check(note('What the peer offers of the scopes of this node: it gives bundles (push), it takes them (pull).')),
  allowed_scopes: z.array(z.string()).check(note('Scopes in which bundles may flow now.')),
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

/** What goes with a command about a peer. */
export const peerDecisionSchema = shape('PeerDecision', 'Why the operator says so.', z.strictObject({
  reason: z.optional(keptText(512).check(note('For people; it is shown in the list of peers.')))
}))
