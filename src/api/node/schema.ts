import * as z from 'zod/mini'
import { shape } from '../http/shape.ts'

const note = z.describe

/** What is told of a scope wherever one is listed. */
export const scopeFields = {
  scope: z.string(),
  id: z.string().check(note('<name>@<26 base32 characters>')),
  facts: z.int(),
  bundles: z.int(),
  root: z.nullable(z.string()).check(note('Merkle root in hexadecimal, equal on nodes that hold the same bundles; null for local.')),
  wanted: z.int().check(note('Bundles whose content this node would take and does not have.')),
  refused: z.int().check(note('Bundles of which a decision of this node dropped content.')),
  erased: z.int().check(note('Bundles of which content was erased.'))
}

/** How much a scope holds. */
export const scopeSchema = shape('Scope', 'How much this node holds of a scope.', z.strictObject(scopeFields))

const journalName = z.enum(['journal', 'local', 'audit']).check(note('journal: bundles; local: what the node remembers for itself; audit: the audit log.'))

const journalFigures = {
  segments: z.int(),
  bytes: z.int(),
  start: z.int(),
  end: z.int(),
  appended: z.int(),
  syncs: z.int(),
  damaged: z.int(),
  failed: z.boolean()
}

/** Figures of the journal of bundles. */
export const journalStatSchema = shape('JournalStat', 'Figures of the journal of bundles, without reading it.', z.strictObject(journalFigures))

/** Figures of all journals. */
export const journalStatsSchema = shape('JournalStats', 'Figures of the journals, without reading them. Beside "journals", the fields are those of the journal of bundles.', z.strictObject({
  ...journalFigures,
  journals: z.array(z.strictObject({ journal: journalName, ...journalFigures })).check(note('Each journal, that of the bundles first.'))
}))

const journalFindings = {
  segments: z.int(),
  records: z.int(),
  payload_bytes: z.int(),
  damaged: z.int().check(note('Damaged ranges in all.')),
  damage: z.array(z.strictObject({ kind: z.string(), offset: z.int(), length: z.int() })).check(note('The first 1,000 of them.'))
}

/** What a reading of the journals found. */
export const journalReportSchema = shape('JournalReport', 'What a reading of every record found. Beside "ok" and "journals", the fields are those of the journal of bundles.', z.strictObject({
  ok: z.boolean().check(note('Whether all journals are sound.')),
  ...journalFindings,
  journals: z.array(z.strictObject({
    journal: journalName,
    ok: z.boolean(),
    ...journalFindings,
    tail_bytes: z.int().check(note('Bytes of an unfinished write behind the last record; 0 while the node runs.'))
  })).check(note('Each journal, that of the bundles first.'))
}))

/** What a compaction of the journal did. */
export const journalCompactionSchema = shape('JournalCompaction', 'What a compaction of the journal left out.', z.strictObject({
  segments: z.int().check(note('Segments that were read.')),
  dropped: z.int().check(note('Records that were left out, because later ones took their place.')),
  bytes_before: z.int(),
  bytes_after: z.int()
}))

/** Who this node is. */
export const identitySchema = shape('Identity', 'Who this node is.', z.strictObject({
  peer_id: z.string(),
  node_id: z.string(),
  net: z.string(),
  names: z.array(z.string()),
  multiaddrs: z.array(z.string())
}))

/** A ticket. */
export const ticketSchema = shape('Ticket', 'One text that another node joins with.', z.strictObject({ ticket: z.string() }))

/** How the disk of the node is. */
export const storageSchema = shape('Storage', 'How the disk of this node is.', z.strictObject({
  state: z.enum(['ok', 'full', 'failed']).check(note('Reads go on in every state; writes are refused unless it is ok.')),
  reason: z.nullable(z.string()).check(note('Why it is not ok.')),
  durability: z.enum(['immediate', 'batched', 'eventual']).check(note('When a write is answered; see docs/DURABILITY.md.')),
  damaged: z.int().check(note('Damaged ranges of all journals that were met.')),
  wanted: z.int().check(note('Bundles whose content is not here and is asked from peers.')),
  scrub: z.strictObject({
    state: z.enum(['waiting', 'running', 'sound', 'rebuilding']),
    done: z.int(),
    entries: z.int()
  }).check(note('How far the reading of the index in the background is.'))
}))

/** The state of the node. */
export const statusSchema = shape('Status', 'The state of this node.', z.strictObject({
  peer_id: z.string(),
  node_id: z.string(),
  net: z.string(),
  version: z.string(),
  home: z.nullable(z.string()),
  started_at: z.string(),
  multiaddrs: z.array(z.string()),
  names: z.array(z.string()),
  auth: z.enum(['token', 'none']),
  gossip: z.boolean(),
  sync_interval_ms: z.nullable(z.number()).check(note('null: no reconciliation by itself.')),
  mdns: z.boolean(),
  peers_connected: z.int(),
  wrong_network: z.int().check(note('Peers refused because they belong to another network.')),
  scopes: z.array(scopeSchema),
  counters: z.strictObject({
    bundles: z.record(z.string(), z.int()),
    hellos: z.record(z.string(), z.int())
  }).check(note('Bundles taken and refused, and hellos, since the start, by code.')),
  journal: journalStatSchema,
  storage: storageSchema,
  warnings: z.array(z.string()).check(note('Sentences that a person should act on.'))
}))
