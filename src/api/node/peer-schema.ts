import * as z from 'zod/mini'
import { shape } from '../http/shape.ts'

const note = z.describe

/** The last reconciliation with a peer in one scope. */
export const syncRunSchema = shape('SyncRun', 'One reconciliation with a peer in one scope.', z.strictObject({
  result: z.string().check(note('equal, partial, moving, or error.')),
  code: z.nullable(z.string()).check(note('Why a run was broken off.')),
  role: z.enum(['initiator', 'responder']),
  started_at: z.string(),
  ms: z.number(),
  rounds: z.int(),
  turns: z.int().check(note('Changes of direction on the stream.')),
  bytes_in: z.int(),
  bytes_out: z.int(),
  bundles_in: z.int(),
  bundles_out: z.int()
}))

/** A peer that this node knows. */
export const peerSchema = shape('Peer', 'A peer that this node is connected to, was told of, or met before.', z.strictObject({
  peer_id: z.string(),
  node_id: z.string().check(note('stigmem://<peer id>/node/self')),
  status: z.enum(['connected', 'connecting', 'known', 'wrong_network', 'incompatible_version', 'refused']),
  direction: z.nullable(z.enum(['inbound', 'outbound'])),
  addrs: z.array(z.string()),
  rtt_ms: z.nullable(z.number()),
  transports: z.array(z.string()),
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

/** How far the scopes agree with each peer. */
export const syncSchema = shape('Sync', 'The scopes of this node, and the last reconciliation with each peer.', z.strictObject({
  scopes: z.array(z.strictObject({
    scope: z.string(),
    root: z.nullable(z.string()),
    wanted: z.int(),
    peers: z.array(z.strictObject({
      peer_id: z.string(),
      status: z.string(),
      in_sync: z.boolean().check(note('The last run ended with equal roots and nothing is wanted.')),
      last_run: z.nullable(syncRunSchema)
    }))
  }))
}))

/** Which peer to reconcile with. */
export const syncBodySchema = shape('SyncBody', 'Which peer to reconcile with; every connected one without it.', z.strictObject({
  peer_id: z.optional(z.string().check(z.maxLength(128)))
}))

/** Reconciliations that were made now. */
export const syncRunsSchema = shape('SyncRuns', 'The reconciliations that were made.', z.strictObject({ runs: z.array(syncRunSchema) }))
