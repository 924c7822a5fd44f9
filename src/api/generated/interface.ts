// Made from the table of routes by `npm run generate`; a test compares the two.

/** A bundle that others name and that is not here. */
export interface AbsentBundle { id: string, as: 'previous' | 'parent', named_by: { author: string, lane: string, seq: number }, since: string }
/** Says that two names mean one entity. */
export interface AliasBody { canonical: string, alias: string, scope?: string, source?: string, take_back?: boolean }
/** The aliases that count, in the order of their times. */
export interface AliasList {
  aliases: Array<{ id: string, scope: string, author: string, source: string, timestamp: string, hlc: string, canonical: string, alias: string }>
  cursor: string | null
}
/** Some entries of the audit log. A page may have fewer entries than its limit, even none, and go on. */
export interface AuditPage {
  entries: Array<{
    id: string
    time: string
    event_type: string
    peer: string | null
    actor: string | null
    reason: string | null
    scope: string | null
    detail: Record<string, unknown>
  }>
  cursor: string | null
}
/** What a walk along the chain of the audit log found. */
export interface AuditReport { ok: boolean, entries: number, flaw: { flaw: 'number' | 'previous' | 'time' | 'end', number: number, offset: number } | null }
/** One side of a question. */
export interface Candidate {
  id: string
  entity: string
  value: FactValue
  source: string
  author: string
  confidence: number
  timestamp: string
  hlc: string
  source_class: 'regulatory' | 'clinical' | 'observational' | 'expert' | 'community' | 'anecdotal' | null
  edition: string | null
  votes: { for: number, against: number } | null
  weight: number
  share: number
  why: LensNote[]
}
/** Something that changed: one line of JSON each. */
export type Change = { id: string, type: 'fact' | 'retraction' | 'vote' | 'statement', fact: Fact } | { id: string, type: 'conflict', conflict_id: string, entity: string, relation: string, scope: string, status: 'unresolved' | 'resolved' } | { id: string, type: 'scope', scope: string } | { id: string, type: 'erase', facts: string[], scope: string } | { id: string, type: 'gap', from: string, reason: 'too_far_behind' | 'compacted' | 'unknown_id' | 'slow_reader' | 'damaged' }
/** Statements that contradict each other, or bundles that do. */
export type Conflict = Contradiction | Equivocation
/** The contradiction that the candidates make. */
export interface ConflictNote { conflict_id: string, status: 'unresolved' | 'resolved', resolution: Resolution | null }
/** One page of conflicts: contradictions in the order of their ids, then equivocations likewise. */
export interface ConflictPage { conflicts: Conflict[], cursor: string | null, has_more: boolean }
/** The resolution that was written. */
export interface ConflictResolved { resolution_fact_id: string, conflict_status: 'resolved' }
/** Everything that is said about one entity and relation of a scope, where it does not agree. */
export interface Contradiction {
  kind: 'contradiction'
  conflict_id: string
  entity: string
  relation: string
  scope: string
  fact_a: string
  fact_b: string
  facts: string[]
  facts_count: number
  status: 'unresolved' | 'resolved'
  resolved_by: string | null
  resolver: string | null
  winning_fact_id: string | null
  resolution_note: string | null
  detected_at: string
  detected_hlc: string
  conflict_score: number
}
/** Facts that lead from one entity to another, near ones first. */
export interface EdgePage {
  edges: Array<{ from: string, relation: string, to: string, fact: string, confidence: number, scope: string, depth: number }>
  cursor: string | null
}
/** Names a knowledge edition, and the one that it replaces. */
export interface EditionBody { name: string, supersedes?: string, type?: 'invalidate' | 'temporal' | 'refine', scope?: string, source?: string, take_back?: boolean }
/** The editions that count, in the order of their times. */
export interface EditionList {
  editions: Array<{
    id: string
    scope: string
    author: string
    source: string
    timestamp: string
    hlc: string
    name: string
    supersedes: string | null
    type: string | null
  }>
  cursor: string | null
}
/** One place in a chain at which its author signed several bundles. */
export interface Equivocation {
  kind: 'equivocation'
  conflict_id: string
  scope: string
  author: string
  lane: string
  seq: number
  bundles: string[]
  bundles_count: number
  status: 'unresolved'
  detected_at: string
  detected_hlc: string
}
/** One immutable, attributed statement, and how it came here. */
export interface Fact {
  id: string
  entity: string
  relation: string
  value: FactValue
  source: string
  timestamp: string
  hlc: string
  valid_until: string | null
  confidence: number
  scope: string
  contradicted: boolean
  attested: boolean | null
  received_from: string | null
  received_via: 'local' | 'gossip' | 'sync' | 'fetch'
  received_at: string
  author: string
  bundle: string
  visible: boolean
  outlawed?: boolean
  causally_incomplete?: boolean
  current: boolean
  lifecycle: string | null
  source_class: string | null
  edition: string | null
  derived_from: string[]
  hash: string | null
  entity_raw?: string
  source_raw?: string
  kind?: number
  statement?: Record<string, string | number | boolean | null>
}
/** A fact to write. The node adds author, time and signature. */
export interface FactBody {
  entity: string
  relation: string
  value: FactValue
  source?: string
  confidence?: number
  scope?: string
  valid_until?: string | null
  lifecycle?: 'proposed' | 'under-review' | 'approved' | 'deprecated' | 'rejected'
  source_class?: 'regulatory' | 'clinical' | 'observational' | 'expert' | 'community' | 'anecdotal'
  edition?: string
  derived_from?: string[]
  hash?: string
}
/** Why one fact of a list was not written. */
export interface FactError { index: number, code: string, detail: string, field?: string }
/** What became of one fact of the list: one line of JSON each, in order. */
export type FactLine = { index: number, id: string, unchanged?: true } | FactError
/** A list of facts. */
export interface FactList { facts: FactBody[] }
/** One page of facts. Pass cursor to get the next one; null marks the end. */
export interface FactPage { facts: Fact[], total: number, total_capped?: boolean, cursor: string | null, partial?: true, missing?: string[] }
/** What proves one fact; all bytes in hexadecimal. See docs/formats for the rule. */
export interface FactProof { id: string, index: number, header: string, signature: string, fact: string, salt: string, digests: string[] }
/** The facts that were written, in order, and the ones that were not. */
export interface FactResults { facts: Fact[], errors: FactError[] }
/** What a fact says, with its type. A datetime is written as RFC 3339 text or in milliseconds since 1970, and read as RFC 3339 text in UTC. */
export type FactValue = { type: 'string' | 'text' | 'ref', v: string } | { type: 'number', v: number } | { type: 'boolean', v: boolean } | { type: 'datetime', v: string | number } | { type: 'null', v?: null }
/** One fact, or a list of them. */
export type FactWrite = FactBody | FactList | FactBody[]
/** The record of one fact, or what became of a list. */
export type FactWritten = Fact | FactResults
/** What this node is and takes. */
export interface FactmeshDocument { version: string, peer_id: string, net: string, auth: 'token' | 'none', api: string, features: string[], limits: Record<string, number> }
/** What this node has of a fact or bundle now. */
export interface Forgotten { id: string, state: 'here' | 'wanted' | 'refused' | 'erased', erasure?: string }
/** Rights for a peer. */
export interface GrantBody { peer: string, rights: Array<'admin' | 'curate' | 'read' | 'steward' | 'write'>, names?: string[], expires?: string }
/** Whether the node serves. */
export interface Health { status: 'live' | 'ready' | 'full' | 'failed' }
/** Who this node is. */
export interface Identity { peer_id: string, node_id: string, net: string, names: string[], multiaddrs: string[] }
/** A token that was made. The node keeps only its hash, so it is told this once. */
export interface IssuedToken {
  id: string
  name: string
  rights: Array<'read' | 'assert' | 'admin'>
  created_at: string
  until: string
  state: 'live' | 'expired' | 'revoked'
  token: string
}
/** What a compaction of the journal left out. */
export interface JournalCompaction { segments: number, dropped: number, bytes_before: number, bytes_after: number }
/** What a reading of every record found. Beside "ok" and "journals", the fields are those of the journal of bundles. */
export interface JournalReport {
  ok: boolean
  segments: number
  records: number
  payload_bytes: number
  damaged: number
  damage: Array<{ kind: string, offset: number, length: number }>
  journals: Array<{
    journal: 'journal' | 'local' | 'audit'
    ok: boolean
    segments: number
    records: number
    payload_bytes: number
    damaged: number
    damage: Array<{ kind: string, offset: number, length: number }>
    tail_bytes: number
  }>
}
/** Figures of the journal of bundles, without reading it. */
export interface JournalStat { segments: number, bytes: number, start: number, end: number, appended: number, syncs: number, damaged: number, failed: boolean }
/** Figures of the journals, without reading them. Beside "journals", the fields are those of the journal of bundles. */
export interface JournalStats {
  segments: number
  bytes: number
  start: number
  end: number
  appended: number
  syncs: number
  damaged: number
  failed: boolean
  journals: Array<{
    journal: 'journal' | 'local' | 'audit'
    segments: number
    bytes: number
    start: number
    end: number
    appended: number
    syncs: number
    damaged: number
    failed: boolean
  }>
}
/** The lenses that questions may name, sorted by name. */
export interface LensList { lenses: Array<{ name: string, wraps: boolean, parameters: Array<{ name: string, max: number }> }> }
/** Why something is as it is; docs/LENSES.md lists the codes. */
export interface LensNote { code: string, level: 'info' | 'warning', params: Record<string, string | number>, text: string }
/** An OpenAPI 3.1 document. */
export type OpenApi = { openapi: string, [key: string]: unknown }
/** A peer that this node is connected to, was told of, or met before. */
export interface Peer {
  peer_id: string
  node_id: string
  status: 'connected' | 'connecting' | 'known' | 'wrong_network' | 'incompatible_version' | 'refused'
  direction: 'inbound' | 'outbound' | null
  addrs: string[]
  rtt_ms: number | null
  transports: string[]
  state: 'pending' | 'active' | 'rejected' | 'revoked' | 'blocked'
  reason: string
  declared: Array<{ scope: string, push: boolean, pull: boolean }>
  allowed_scopes: string[]
  path: {
    kind: 'direct' | 'relayed'
    transport: string
    relay: string | null
    upgrade: { attempts: number, next_in_ms: number | null, error: string | null } | null
  } | null
  reserved: boolean
  sync: Record<string, SyncRun>
}
/** The address was remembered; the node tries to reach it from now on. */
export interface PeerAdded { address: string }
/** A peer to remember and to reach from now on. */
export interface PeerBody { address: string }
/** Why the operator says so. */
export interface PeerDecision { reason?: string }
/** The peers that this node knows. */
export interface PeerList { peers: Peer[] }
/** What went wrong (RFC 9457). code is one of the table in docs/ERRORS.md. */
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  hint: string
  errors: Array<{ pointer: string, detail: string }>
  [key: string]: unknown
}
/** What is the same in every problem of one code. */
export interface ProblemKind { code: string, title: string, status: number, hint: string }
/** Says whether an entity has one value for a relation, or many. */
export interface RelationRuleBody { relation: string, cardinality: 'one' | 'many', scope?: string, source?: string, take_back?: boolean }
/** The relation rules that count, in the order of their times. */
export interface RelationRuleList {
  relation_rules: Array<{ id: string, scope: string, author: string, source: string, timestamp: string, hlc: string, relation: string, cardinality: string }>
  cursor: string | null
}
/** A resolution that counts. */
export interface Resolution { resolved_by: string, resolver: string, winning_fact_id: string | null, resolution_note: string | null }
/** How a contradiction is settled: by one of its facts, by a new value, or by none. */
export interface ResolutionBody { winning_fact_id?: string | null, resolution_note?: string | null, new_value?: FactValue | null, source?: string }
/** A question with trust handed in: by peer id of the author, 0 to 1. */
export interface ResolveBody {
  entity: string
  relation: string
  scope?: string
  lens?: string
  as_of?: string
  cut?: string
  include_expired?: boolean
  edition?: string
  limit?: number
  max_stale?: number
  trust?: Record<string, number>
  eigentrust?: Record<string, number>
  domain_trust?: Record<string, number>
}
/** What a lens makes of one entity and relation. Nodes with equal sets answer equal bytes to the same question. */
export interface Resolved {
  entity: string
  relation: string
  scope: string
  lens: string
  cut: string
  winner: Candidate | null
  candidates: Candidate[]
  candidates_count: number
  truncated: boolean
  resolution_confidence: number
  conflict_score: number
  values: Array<{ id: string, claimants: number, share: number }>
  status?: 'Unanimous' | 'Agreed' | 'Contested'
  tiers?: Array<{
    source_class: 'regulatory' | 'clinical' | 'observational' | 'expert' | 'community' | 'anecdotal' | null
    winner: string
    candidates_count: number
    resolution_confidence: number
    conflict_score: number
  }>
  cross_tier_conflict?: number
  constraints?: { must_use: Array<{ value: FactValue, facts: string[] }>, forbidden: Array<{ value: FactValue, facts: string[] }> }
  conflict: ConflictNote | null
  explanation: LensNote[]
  partial?: true
  missing?: string[]
}
/** A peer that is to have no rights any more. */
export interface RevocationBody { peer: string, reason: string, past?: 'keep' | 'outlaw' }
/** How much this node holds of a scope. */
export interface Scope { scope: string, id: string, facts: number, bundles: number, root: string | null, wanted: number, refused: number, erased: number }
/** An act of a scope that was written. */
export interface ScopeAct { id: string }
/** A closed scope to make. */
export interface ScopeBody { name: string }
/** Everything about a scope but its facts. The lists of an open one are empty. */
export interface ScopeDetail {
  scope: string
  id: string
  facts: number
  bundles: number
  root: string | null
  wanted: number
  refused: number
  erased: number
  closed: boolean
  rights: Array<'admin' | 'curate' | 'read' | 'steward' | 'write'>
  members: number | null
  creator: string | null
  peers: Array<{ peer_id: string, rights: Array<'admin' | 'curate' | 'read' | 'steward' | 'write'>, names: string[] }>
  acts: Array<{ id: string, kind: 'grant' | 'revocation' | 'scope-key', author: string, peer: string | null, timestamp: string, effective: boolean }>
  keys: number[]
}
/** A closed scope to take part in. */
export interface ScopeJoin { ticket: string }
/** The scopes of this node. */
export interface ScopeList { scopes: ScopeSummary[] }
/** A scope, how much this node holds of it, and what it may do there. */
export interface ScopeSummary {
  scope: string
  id: string
  facts: number
  bundles: number
  root: string | null
  wanted: number
  refused: number
  erased: number
  closed: boolean
  rights: Array<'admin' | 'curate' | 'read' | 'steward' | 'write'>
  members: number | null
}
/** The state of this node. */
export interface Status {
  peer_id: string
  node_id: string
  net: string
  version: string
  home: string | null
  started_at: string
  multiaddrs: string[]
  names: string[]
  auth: 'token' | 'none'
  gossip: boolean
  sync_interval_ms: number | null
  mdns: boolean
  peers_connected: number
  wrong_network: number
  scopes: Scope[]
  counters: { bundles: Record<string, number>, hellos: Record<string, number> }
  journal: JournalStat
  storage: Storage
  warnings: string[]
}
/** The node document that Stigmem v1 clients read. */
export interface StigmemDocument {
  version: string
  node_id: string
  node_url: string
  auth: 'token' | 'none'
  federation: 'enabled' | 'disabled'
  source_attestation: 'enforce' | 'warn' | 'off'
  namespaces: string[]
}
/** How the disk of this node is. */
export interface Storage {
  state: 'ok' | 'full' | 'failed'
  reason: string | null
  durability: 'immediate' | 'batched' | 'eventual'
  damaged: number
  wanted: number
  scrub: { state: 'waiting' | 'running' | 'sound' | 'rebuilding', done: number, entries: number }
}
/** How far this node agrees with its peers. */
export interface Sync {
  scopes: Array<{
    scope: string
    count: number
    root: string | null
    wanted: number
    absent: number
    absent_bundles: AbsentBundle[]
    in_sync: boolean
    state: string
    peers: SyncPeer[]
  }>
  totals: {
    cycles: number
    failures: number
    rounds: number
    turns: number
    bytes_in: number
    bytes_out: number
    bundles_in: number
    bundles_out: number
    convergences: number
    convergence_mean_ms: number | null
  }
}
/** Which peer to reconcile with; every connected one without it. */
export interface SyncBody { peer_id?: string }
/** How far this node agrees with one peer in one scope. */
export interface SyncPeer {
  peer_id: string
  status: string
  in_sync: boolean
  lag_ms: number | null
  failures: number
  faults: number
  last_run: SyncRun | null
  last_success: string | null
  last_equal: string | null
  next_due: string | null
  running: SyncProgress | null
}
/** How far a reconciliation that is under way is. */
export interface SyncProgress {
  role: 'initiator' | 'responder'
  started_at: string
  ms: number
  rounds: number
  turns: number
  bytes_in: number
  bytes_out: number
  bundles_in: number
  bundles_out: number
  bundles_expected: number | null
}
/** One reconciliation with a peer in one scope. */
export interface SyncRun {
  result: string
  code: string | null
  role: 'initiator' | 'responder'
  started_at: string
  ms: number
  rounds: number
  turns: number
  bytes_in: number
  bytes_out: number
  bundles_in: number
  bundles_out: number
}
/** The reconciliations that were made. */
export interface SyncRuns {
  runs: Array<{
    peer_id: string
    scope: string
    result: string
    code: string | null
    role: 'initiator' | 'responder'
    started_at: string
    ms: number
    rounds: number
    turns: number
    bytes_in: number
    bytes_out: number
    bundles_in: number
    bundles_out: number
  }>
}
/** One text that another node joins with. */
export interface Ticket { ticket: string }
/** A token to make. */
export interface TokenBody { name?: string, rights?: Array<'read' | 'assert' | 'admin'>, life_ms?: number }
/** The tokens that were made, the oldest first, until 90 days after their end. */
export interface TokenList {
  tokens: Array<{
    id: string
    name: string
    rights: Array<'read' | 'assert' | 'admin'>
    created_at: string
    until: string
    state: 'live' | 'expired' | 'revoked'
  }>
}
/** One live vote. */
export interface Vote {
  id: string
  fact: string
  stance: 'for' | 'against'
  weight: number
  source: string
  author: string
  scope: string
  timestamp: string
  hlc: string
}
/** A vote on one fact. The latest one of a source counts. */
export interface VoteBody { fact: string, weight?: number, stance?: 'for' | 'against', source?: string, take_back?: boolean }
/** The live votes on one fact, those of its own source left out. */
export interface VotePage { votes: Vote[], count: number, weight: number, against: { count: number, weight: number }, cursor: string | null }
/** Who says a fact, what proves it, how it came here, and what stands beside it. */
export interface Why {
  fact: Fact
  proof: { bundle: string, author: string, lane: string, seq: number, hlc: string, parents: string[], facts: number }
  arrival: { via: 'local' | 'gossip' | 'sync' | 'fetch', peer: string | null, at: string }
  replaced_by: string | null
  replaces: string[]
  rivals: Fact[]
  conflict: ConflictNote | null
  votes: { count: number, weight: number, against: { count: number, weight: number } }
  derived_from: Array<{ id: string, here: boolean }>
}
