import * as z from 'zod/mini'
import { shape } from '../http/shape.ts'

const note = z.describe

const figures = {
  role: z.enum(['initiator', 'responder']),
  started_at: z.string(),
  ms: z.number(),
  rounds: z.int(),
  turns: z.int().check(note('Changes of direction on the stream.')),
  bytes_in: z.int(),
  bytes_out: z.int(),
  bundles_in: z.int(),
  bundles_out: z.int()
}

const outcome = {
  result: z.string().check(note('equal, partial, moving, or error.')),
  code: z.nullable(z.string()).check(note('Why a run was broken off.'))
}

/** The last reconciliation with a peer in one scope. */
export const syncRunSchema = shape('SyncRun', 'One reconciliation with a peer in one scope.', z.strictObject({ ...outcome, ...figures }))

/** How far a reconciliation is. */
export const syncProgressSchema = shape('SyncProgress', 'How far a reconciliation that is under way is.', z.strictObject({
  ...figures,
  bundles_expected: z.nullable(z.int()).check(note('Bundles that move at least, both directions together; null while the peer has not told how many it has.'))
}))

const time = (text: string): z.ZodMiniNullable<z.ZodMiniString> => z.nullable(z.string()).check(note(`RFC 3339 time ${text}`))

/** How far this node agrees with one peer. */
export const syncPeerSchema = shape('SyncPeer', 'How far this node agrees with one peer in one scope.', z.strictObject({
  peer_id: z.string(),
  status: z.string(),
  in_sync: z.boolean().check(note('The peer is connected, the last comparison found the root that this node has now, and nothing is wanted or absent.')),
  lag_ms: z.nullable(z.number()).check(note('Since the two sets were last found equal; 0 while in sync, null when they never were.')),
  failures: z.int().check(note('Runs that failed since the last one that did not.')),
  faults: z.int().check(note('Runs that broke off by the fault of the peer, in any scope, and are not forgotten.')),
  last_run: z.nullable(syncRunSchema),
  last_success: time('at which a run last came to its end, whatever it found.'),
  last_equal: time('at which the two sets were last found equal.'),
  next_due: time('at which the next run is due; null while one is under way, and when none is appointed.'),
  running: z.nullable(syncProgressSchema).check(note('The run that is under way.'))
}))

/** A bundle that others name and that is not here. */
export const absentSchema = shape('AbsentBundle', 'A bundle that others name and that is not here.', z.strictObject({
  id: z.string(),
  as: z.enum(['previous', 'parent']).check(note('As what it is named: as the bundle before in the same chain, or as a parent.')),
  named_by: z.strictObject({ author: z.string(), lane: z.string(), seq: z.int() }).check(note('Place of a bundle that names it.')),
  since: z.string().check(note('RFC 3339 time at which that bundle came.'))
}))

/** How far the scopes agree with each peer. */
export const syncSchema = shape('Sync', 'How far this node agrees with its peers.', z.strictObject({
  scopes: z.array(z.strictObject({
    scope: z.string(),
    count: z.int().check(note('Bundles.')),
    root: z.nullable(z.string()),
    wanted: z.int(),
    absent: z.int().check(note('Bundles that others name, as predecessor in a chain or as parent, and that are not here.')),
    absent_bundles: z.array(absentSchema).check(note('Some of them, at most 16.')),
    in_sync: z.boolean().check(note('Some peer is connected, and all that are were found to have the present root, and nothing is wanted or absent.')),
    state: z.string().check(note('"in sync", or "not in sync: " and what is missing.')),
    peers: z.array(syncPeerSchema)
  })),
  totals: z.strictObject({
    cycles: z.int().check(note('Runs that ended.')),
    failures: z.int(),
    rounds: z.int(),
    turns: z.int(),
    bytes_in: z.int(),
    bytes_out: z.int(),
    bundles_in: z.int(),
    bundles_out: z.int(),
    convergences: z.int().check(note('How often two sets that differed were found equal again.')),
    convergence_mean_ms: z.nullable(z.number()).check(note('How long that took; null when it never happened.'))
  }).check(note('All runs since the start.'))
}))

/** Which peer to reconcile with. */
export const syncBodySchema = shape('SyncBody', 'Which peer to reconcile with; every connected one without it.', z.strictObject({
  peer_id: z.optional(z.string().check(z.maxLength(128)))
}))

/** Reconciliations that were made now. */
export const syncRunsSchema = shape('SyncRuns', 'The reconciliations that were made.', z.strictObject({
  runs: z.array(z.strictObject({ peer_id: z.string(), scope: z.string(), ...outcome, ...figures }))
}))
