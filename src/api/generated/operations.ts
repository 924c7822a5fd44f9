// Made from the table of routes by `npm run generate`; a test compares the two.

import type {
  AliasBody, AliasList, AuditPage, AuditReport, Change, Conflict, ConflictPage, ConflictResolved, EdgePage, EditionBody, EditionList, Fact,
  FactLine, FactPage, FactProof, FactWrite, FactWritten, FactmeshDocument, Forgotten, GrantBody, Health, Identity, IssuedToken,
  JournalCompaction, JournalReport, JournalStats, LensList, OpenApi, Peer, PeerAdded, PeerBody, PeerDecision, PeerList, ProblemKind,
  RelationRuleBody, RelationRuleList, ResolutionBody, ResolveBody, Resolved, RevocationBody, ScopeAct, ScopeBody, ScopeDetail, ScopeJoin,
  ScopeList, Status, StigmemDocument, Sync, SyncBody, SyncRuns, Ticket, TokenBody, TokenList, Vote, VoteBody, VotePage, Why
} from './interface.ts'

/** Method and path of every operation. */
export const OPERATIONS = {
  getRoot: { method: 'GET', path: '/' },
  getLivez: { method: 'GET', path: '/livez' },
  getReadyz: { method: 'GET', path: '/readyz' },
  getWellKnownFactmesh: { method: 'GET', path: '/.well-known/factmesh' },
  getWellKnownStigmem: { method: 'GET', path: '/.well-known/stigmem' },
  getWellKnownFactmeshProblemsCode: { method: 'GET', path: '/.well-known/factmesh/problems/{code}' },
  getOpenapiJson: { method: 'GET', path: '/openapi.json' },
  postV1Facts: { method: 'POST', path: '/v1/facts' },
  getV1Facts: { method: 'GET', path: '/v1/facts' },
  getV1FactsId: { method: 'GET', path: '/v1/facts/{id}' },
  deleteV1FactsId: { method: 'DELETE', path: '/v1/facts/{id}' },
  getV1FactsIdProof: { method: 'GET', path: '/v1/facts/{id}/proof' },
  postV1FactsIdRetractions: { method: 'POST', path: '/v1/facts/{id}/retractions' },
  postV1FactsIdRestorations: { method: 'POST', path: '/v1/facts/{id}/restorations' },
  getV1FactsIdWhy: { method: 'GET', path: '/v1/facts/{id}/why' },
  getV1Resolve: { method: 'GET', path: '/v1/resolve' },
  postV1Resolve: { method: 'POST', path: '/v1/resolve' },
  getV1Conflicts: { method: 'GET', path: '/v1/conflicts' },
  getV1ConflictsId: { method: 'GET', path: '/v1/conflicts/{id}' },
  postV1ConflictsIdResolve: { method: 'POST', path: '/v1/conflicts/{id}/resolve' },
  postV1Votes: { method: 'POST', path: '/v1/votes' },
  getV1Votes: { method: 'GET', path: '/v1/votes' },
  getV1Aliases: { method: 'GET', path: '/v1/aliases' },
  postV1Aliases: { method: 'POST', path: '/v1/aliases' },
  getV1RelationRules: { method: 'GET', path: '/v1/relation-rules' },
  postV1RelationRules: { method: 'POST', path: '/v1/relation-rules' },
  getV1Editions: { method: 'GET', path: '/v1/editions' },
  postV1Editions: { method: 'POST', path: '/v1/editions' },
  getV1Lenses: { method: 'GET', path: '/v1/lenses' },
  getV1GraphNeighbours: { method: 'GET', path: '/v1/graph/neighbours' },
  getV1Events: { method: 'GET', path: '/v1/events' },
  getV1Audit: { method: 'GET', path: '/v1/audit' },
  postV1AuditVerifications: { method: 'POST', path: '/v1/audit/verifications' },
  getV1Status: { method: 'GET', path: '/v1/status' },
  getV1Id: { method: 'GET', path: '/v1/id' },
  getV1Ticket: { method: 'GET', path: '/v1/ticket' },
  getV1Peers: { method: 'GET', path: '/v1/peers' },
  postV1Peers: { method: 'POST', path: '/v1/peers' },
  getV1PeersPending: { method: 'GET', path: '/v1/peers/pending' },
  getV1PeersId: { method: 'GET', path: '/v1/peers/{id}' },
  deleteV1PeersId: { method: 'DELETE', path: '/v1/peers/{id}' },
  postV1PeersIdAccept: { method: 'POST', path: '/v1/peers/{id}/accept' },
  postV1PeersIdReject: { method: 'POST', path: '/v1/peers/{id}/reject' },
  postV1PeersIdBlock: { method: 'POST', path: '/v1/peers/{id}/block' },
  postV1PeersIdUnblock: { method: 'POST', path: '/v1/peers/{id}/unblock' },
  postV1PeersIdRevoke: { method: 'POST', path: '/v1/peers/{id}/revoke' },
  postV1PeersIdReinstate: { method: 'POST', path: '/v1/peers/{id}/reinstate' },
  getV1FederationPeers: { method: 'GET', path: '/v1/federation/peers' },
  getV1Sync: { method: 'GET', path: '/v1/sync' },
  postV1SyncRuns: { method: 'POST', path: '/v1/sync/runs' },
  getMetrics: { method: 'GET', path: '/metrics' },
  getV1Journal: { method: 'GET', path: '/v1/journal' },
  postV1JournalVerifications: { method: 'POST', path: '/v1/journal/verifications' },
  postV1JournalCompactions: { method: 'POST', path: '/v1/journal/compactions' },
  getV1Scopes: { method: 'GET', path: '/v1/scopes' },
  postV1Scopes: { method: 'POST', path: '/v1/scopes' },
  postV1ScopesJoin: { method: 'POST', path: '/v1/scopes/join' },
  getV1ScopesScope: { method: 'GET', path: '/v1/scopes/{scope}' },
  getV1ScopesScopeTicket: { method: 'GET', path: '/v1/scopes/{scope}/ticket' },
  postV1ScopesScopeGrants: { method: 'POST', path: '/v1/scopes/{scope}/grants' },
  postV1ScopesScopeRevocations: { method: 'POST', path: '/v1/scopes/{scope}/revocations' },
  postV1Tokens: { method: 'POST', path: '/v1/tokens' },
  getV1Tokens: { method: 'GET', path: '/v1/tokens' },
  deleteV1TokensId: { method: 'DELETE', path: '/v1/tokens/{id}' }
} as const

/** Parts of a path, or a query, that has none. */
export type NoFields = Record<string, never>

/** What every operation takes and answers: parts of its path, its query, its JSON body, its JSON answer, and one line of a streamed answer. */
export interface Operations {
  /** Says in words what this is. */
  getRoot: { params: NoFields, query: NoFields, body: undefined, answer: undefined, line: undefined }
  /** Whether the process answers. */
  getLivez: { params: NoFields, query: NoFields, body: undefined, answer: Health, line: undefined }
  /** Whether the node can read and write facts. */
  getReadyz: { params: NoFields, query: NoFields, body: undefined, answer: Health, line: undefined }
  /** What this node is and takes. */
  getWellKnownFactmesh: { params: NoFields, query: NoFields, body: undefined, answer: FactmeshDocument, line: undefined }
  /** The node document that Stigmem v1 clients read. */
  getWellKnownStigmem: { params: NoFields, query: NoFields, body: undefined, answer: StigmemDocument, line: undefined }
  /** The description of one problem code. */
  getWellKnownFactmeshProblemsCode: { params: { code: string }, query: NoFields, body: undefined, answer: ProblemKind, line: undefined }
  /** This description. */
  getOpenapiJson: { params: NoFields, query: NoFields, body: undefined, answer: OpenApi, line: undefined }
  /** Writes one fact or many, and answers once they are durable. */
  postV1Facts: { params: NoFields, query: { scope?: string, skip_unchanged?: boolean }, body: FactWrite, answer: Fact | FactWritten, line: FactLine }
  /** Lists matching facts by pages, or streams all of them as JSON Lines. */
  getV1Facts: {
    params: NoFields
    query: {
      entity?: string
      entity_prefix?: string
      aliases?: boolean
      relation?: string
      relations?: string
      target?: string
      source?: string
      scope?: string
      author?: string
      min_confidence?: number
      include_contradicted?: boolean
      include_expired?: boolean
      include_retracted?: boolean
      contradicted?: boolean
      lifecycle?: 'proposed' | 'under-review' | 'approved' | 'deprecated' | 'rejected' | 'any'
      source_class?: 'regulatory' | 'clinical' | 'observational' | 'expert' | 'community' | 'anecdotal'
      edition?: string
      after?: string
      as_of?: string
      lens?: string
      cursor?: string
      limit?: number
    }
    body: undefined
    answer: FactPage
    line: Fact
  }
  /** One fact by its id, replaced and retracted ones included. */
  getV1FactsId: { params: { id: string }, query: NoFields, body: undefined, answer: Fact, line: undefined }
  /** Erases a fact or a bundle everywhere, or with here_only drops its content on this node. What others wrote, and here_only, take the right admin. */
  deleteV1FactsId: { params: { id: string }, query: { reason?: string, here_only?: boolean }, body: undefined, answer: Forgotten, line: undefined }
  /** What proves one fact to somebody who has nothing but the key of its author. */
  getV1FactsIdProof: { params: { id: string }, query: NoFields, body: undefined, answer: FactProof, line: undefined }
  /** Takes a fact of this node back by writing the same fact with confidence 0. */
  postV1FactsIdRetractions: { params: { id: string }, query: NoFields, body: undefined, answer: Fact, line: undefined }
  /** Undoes here_only: the content is asked from peers again. */
  postV1FactsIdRestorations: { params: { id: string }, query: NoFields, body: undefined, answer: Forgotten, line: undefined }
  /** Who says a fact, what proves it, how it came here, what contradicts it, and who voted on it. */
  getV1FactsIdWhy: { params: { id: string }, query: NoFields, body: undefined, answer: Why, line: undefined }
  /** What a lens makes of everything that is said about one entity and relation. */
  getV1Resolve: {
    params: NoFields
    query: {
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
    }
    body: undefined
    answer: Resolved
    line: undefined
  }
  /** The same question with trust in authors handed in; nothing is written. */
  postV1Resolve: { params: NoFields, query: NoFields, body: ResolveBody, answer: Resolved, line: undefined }
  /** Lists conflicts by pages: contradictions, then equivocations. */
  getV1Conflicts: {
    params: NoFields
    query: {
      kind?: 'contradiction' | 'equivocation'
      status?: 'unresolved' | 'resolved'
      scope?: string
      entity?: string
      relation?: string
      cursor?: string
      limit?: number
    }
    body: undefined
    answer: ConflictPage
    line: undefined
  }
  /** One contradiction that is unresolved, or was resolved, or one equivocation. */
  getV1ConflictsId: { params: { id: string }, query: NoFields, body: undefined, answer: Conflict, line: undefined }
  /** Settles a contradiction by writing a resolution; the facts themselves stay as they are. */
  postV1ConflictsIdResolve: { params: { id: string }, query: NoFields, body: ResolutionBody, answer: ConflictResolved, line: undefined }
  /** Casts a vote on a fact, or takes one back, and answers once that is durable. */
  postV1Votes: { params: NoFields, query: NoFields, body: VoteBody, answer: Vote, line: undefined }
  /** The live votes on one fact, and their sums. */
  getV1Votes: { params: NoFields, query: { fact: string, cursor?: string, limit?: number }, body: undefined, answer: VotePage, line: undefined }
  /** The aliases that count on this node. */
  getV1Aliases: { params: NoFields, query: { scope?: string, cursor?: string, limit?: number }, body: undefined, answer: AliasList, line: undefined }
  /** Says that two names mean one entity, or takes that back. */
  postV1Aliases: { params: NoFields, query: NoFields, body: AliasBody, answer: Fact, line: undefined }
  /** The relation rules that count on this node. */
  getV1RelationRules: {
    params: NoFields
    query: { scope?: string, cursor?: string, limit?: number }
    body: undefined
    answer: RelationRuleList
    line: undefined
  }
  /** Says whether an entity has one value for a relation or many, or takes that back. */
  postV1RelationRules: { params: NoFields, query: NoFields, body: RelationRuleBody, answer: Fact, line: undefined }
  /** The knowledge editions that count on this node. */
  getV1Editions: { params: NoFields, query: { scope?: string, cursor?: string, limit?: number }, body: undefined, answer: EditionList, line: undefined }
  /** Names a knowledge edition and the one that it replaces, or takes that back. */
  postV1Editions: { params: NoFields, query: NoFields, body: EditionBody, answer: Fact, line: undefined }
  /** The lenses that questions may name. */
  getV1Lenses: { params: NoFields, query: NoFields, body: undefined, answer: LensList, line: undefined }
  /** Entities that facts lead to from one entity, or that lead to it. */
  getV1GraphNeighbours: {
    params: NoFields
    query: {
      entity: string
      scope?: string
      depth?: number
      direction?: 'out' | 'in' | 'both'
      min_confidence?: number
      cursor?: string
      limit?: number
    }
    body: undefined
    answer: EdgePage
    line: undefined
  }
  /** Follows what changes, as server-sent events or JSON Lines, until the client leaves or the node stops. */
  getV1Events: {
    params: NoFields
    query: {
      types?: string
      entity?: string
      entity_prefix?: string
      relation?: string
      source?: string
      scope?: string
      author?: string
      min_confidence?: number
      after?: string
    }
    body: undefined
    answer: undefined
    line: Change
  }
  /** What was refused, decided and done on this node. */
  getV1Audit: {
    params: NoFields
    query: {
      event_type?: 'scope_violation' | 'rejected_fact' | 'replay_attempt' | 'rejected_token' | 'manifest_failure' | 'integrity_failure' | 'hlc_anomaly' | 'equivocation' | 'quarantine' | 'quota_breach' | 'replay_rejected' | 'peer_registered' | 'fact_write' | 'fact_read' | 'federation_connect' | 'peer_approved' | 'peer_rejected' | 'peer_revoked' | 'peer_reinstated' | 'peer_blocked' | 'peer_unblocked' | 'quarantine_admit' | 'quarantine_release' | 'token_issue' | 'token_revoke' | 'manifest' | 'key_rotation' | 'admin_action' | 'erasure' | 'home_taken' | 'lane_opened' | 'storage_failure' | 'storage_recovery' | 'query' | 'repeated'
      peer?: string
      actor?: string
      start_time?: string
      end_time?: string
      order?: 'newest' | 'oldest'
      cursor?: string
      limit?: number
    }
    body: undefined
    answer: AuditPage
    line: undefined
  }
  /** Walks along the whole chain of the audit log, which takes a while for a long one. */
  postV1AuditVerifications: { params: NoFields, query: NoFields, body: undefined, answer: AuditReport, line: undefined }
  /** The state of this node. */
  getV1Status: { params: NoFields, query: NoFields, body: undefined, answer: Status, line: undefined }
  /** Who this node is. */
  getV1Id: { params: NoFields, query: NoFields, body: undefined, answer: Identity, line: undefined }
  /** One text that another node joins with. */
  getV1Ticket: { params: NoFields, query: NoFields, body: undefined, answer: Ticket, line: undefined }
  /** The peers that this node knows. */
  getV1Peers: { params: NoFields, query: NoFields, body: undefined, answer: PeerList, line: undefined }
  /** Remembers a peer and keeps trying to reach it. */
  postV1Peers: { params: NoFields, query: NoFields, body: PeerBody, answer: PeerAdded, line: undefined }
  /** The peers that exchange nothing so far, and what they lack. */
  getV1PeersPending: { params: NoFields, query: NoFields, body: undefined, answer: PeerList, line: undefined }
  /** One peer that this node knows. */
  getV1PeersId: { params: { id: string }, query: NoFields, body: undefined, answer: Peer, line: undefined }
  /** Forgets a peer and closes its connections. */
  deleteV1PeersId: { params: { id: string }, query: NoFields, body: undefined, answer: undefined, line: undefined }
  /** Takes a peer, whatever the policy says of others. */
  postV1PeersIdAccept: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** Does not take a peer. It is disconnected, and stays out until it is accepted. */
  postV1PeersIdReject: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** Keeps a peer out. It is disconnected, and stays out until it is unblocked. */
  postV1PeersIdBlock: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** Ends the block of a peer; it is as one that was never decided about. */
  postV1PeersIdUnblock: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** Withdraws from a peer what it was given. It is disconnected, and stays out until it is reinstated. */
  postV1PeersIdRevoke: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** Ends the revocation of a peer; it is as one that was never decided about. */
  postV1PeersIdReinstate: { params: { id: string }, query: NoFields, body: PeerDecision, answer: Peer, line: undefined }
  /** The same list under the name that Stigmem v1 clients know. */
  getV1FederationPeers: { params: NoFields, query: NoFields, body: undefined, answer: PeerList, line: undefined }
  /** How far each scope agrees with each peer. */
  getV1Sync: { params: NoFields, query: NoFields, body: undefined, answer: Sync, line: undefined }
  /** Reconciles now, with one peer or with all, and answers when that is done. */
  postV1SyncRuns: { params: NoFields, query: NoFields, body: SyncBody, answer: SyncRuns, line: undefined }
  /** What the node counts, in the text format of Prometheus. */
  getMetrics: { params: NoFields, query: NoFields, body: undefined, answer: undefined, line: undefined }
  /** Figures of the journals, without reading them. */
  getV1Journal: { params: NoFields, query: NoFields, body: undefined, answer: JournalStats, line: undefined }
  /** Reads and checks every record of the journals, which takes a while for large ones. */
  postV1JournalVerifications: { params: NoFields, query: NoFields, body: undefined, answer: JournalReport, line: undefined }
  /** Takes off the disk what was erased or refused, which reads all of the journal. */
  postV1JournalCompactions: { params: NoFields, query: NoFields, body: undefined, answer: JournalCompaction, line: undefined }
  /** The scopes of this node, and what it may do in them. */
  getV1Scopes: { params: NoFields, query: NoFields, body: undefined, answer: ScopeList, line: undefined }
  /** Makes a closed scope with this node as its creator. */
  postV1Scopes: { params: NoFields, query: NoFields, body: ScopeBody, answer: ScopeDetail, line: undefined }
  /** Takes part in a closed scope by its ticket. */
  postV1ScopesJoin: { params: NoFields, query: NoFields, body: ScopeJoin, answer: ScopeDetail, line: undefined }
  /** A scope, its members and its acts. */
  getV1ScopesScope: { params: { scope: string }, query: NoFields, body: undefined, answer: ScopeDetail, line: undefined }
  /** One text that another node takes part in a closed scope with. It gives no right. */
  getV1ScopesScopeTicket: { params: { scope: string }, query: NoFields, body: undefined, answer: Ticket, line: undefined }
  /** Gives a peer rights in a closed scope, and answers once that is durable. */
  postV1ScopesScopeGrants: { params: { scope: string }, query: NoFields, body: GrantBody, answer: ScopeAct, line: undefined }
  /** Takes all rights in a closed scope from a peer, and answers once that is durable. */
  postV1ScopesScopeRevocations: { params: { scope: string }, query: NoFields, body: RevocationBody, answer: ScopeAct, line: undefined }
  /** Makes a token, and tells it this once. */
  postV1Tokens: { params: NoFields, query: NoFields, body: TokenBody, answer: IssuedToken, line: undefined }
  /** The tokens that were made, without the tokens themselves. */
  getV1Tokens: { params: NoFields, query: NoFields, body: undefined, answer: TokenList, line: undefined }
  /** Ends a token for good. Answers of it that are still being read are cut off. */
  deleteV1TokensId: { params: { id: string }, query: NoFields, body: undefined, answer: undefined, line: undefined }
}
