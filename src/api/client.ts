import { ApiCaller } from './client-caller.ts'
import { questionCalls } from './questions/client.ts'
import { scopeCalls } from './scopes/client.ts'
import type { ClientInit, OperationId, OperationInput } from './client-caller.ts'
import type { FactBody, FactJson } from './facts/json.ts'
import type {
  FactLine, FactPage, FactProof, FactWrite, Forgotten, Identity, IssuedToken, JournalCompaction, JournalReport, JournalStats, Peer, PeerAdded, PeerList, Status, Sync, SyncRuns,
  Ticket, TokenBody,
  TokenList
} from './generated/interface.ts'
import type { Operations } from './generated/operations.ts'
import type { PeerCommand } from '../mesh/interface.ts'
import type { QuestionsClient } from './questions/client.ts'
import type { ScopesClient } from './scopes/client.ts'
import type { AbortOptions } from '@libp2p/interface'

export { ApiMismatchError, ApiProblemError, ApiUnreachableError } from './errors.ts'
export type { ClientInit } from './client-caller.ts'

/** Filters of a list of facts, as the API names them. */
export type FactFilter = Operations['getV1Facts']['query']

/** How something is forgotten, as the API names it. */
export type ForgetFilter = Operations['deleteV1FactsId']['query']

/** How a list of facts is written, as the API names it. */
export type WriteFilter = Operations['postV1Facts']['query']

/**
 * Speaks to the API of one node. Every method throws ApiProblemError when the
 * node refuses, ApiUnreachableError when nobody answers or the answer breaks
 * off, and ApiMismatchError when something else answers.
 */
export interface ApiClient extends QuestionsClient, ScopesClient {
  readonly url: string
  /**
   * Calls any operation of the API by the name that `/openapi.json` gives it;
   * every other method is a short name for one of these calls.
   */
  call<K extends OperationId> (id: K, input?: OperationInput<K>, options?: AbortOptions): Promise<Operations[K]['answer']>
  status (options?: AbortOptions): Promise<Status>
  identity (options?: AbortOptions): Promise<Identity>
  ticket (options?: AbortOptions): Promise<Ticket>
  sync (options?: AbortOptions): Promise<Sync>
  /** Reconciles now, with one peer or with all that are connected, and answers when that is done. */
  syncNow (peerId?: string, options?: AbortOptions): Promise<SyncRuns>
  /** Writes one fact; it is durable when this resolves. */
  assert (fact: FactBody, options?: AbortOptions): Promise<FactJson>
  /**
   * Writes JSON Lines of facts. The promise resolves once the node has taken
   * all of them over in order, so the next call may follow at once; the
   * generator brings what became of each line once that is durable.
   */
  writeLines (lines: Uint8Array<ArrayBuffer>, filter?: WriteFilter, options?: AbortOptions): Promise<AsyncGenerator<FactLine>>
  fact (id: string, options?: AbortOptions): Promise<FactJson>
  proof (id: string, options?: AbortOptions): Promise<FactProof>
  retract (id: string, options?: AbortOptions): Promise<FactJson>
  /** Erases a fact or a bundle, or drops its content on that node alone. */
  forget (id: string, filter?: ForgetFilter, options?: AbortOptions): Promise<Forgotten>
  /** Asks peers again for content that was dropped there. */
  remember (id: string, options?: AbortOptions): Promise<Forgotten>
  /** One page. */
  facts (filter?: FactFilter, options?: AbortOptions): Promise<FactPage>
  /** Every match, one line of JSON text each. */
  factLines (filter?: FactFilter, options?: AbortOptions): Promise<AsyncGenerator<string>>
  peers (options?: AbortOptions): Promise<PeerList>
  /** Peers that exchange nothing so far. */
  pendingPeers (options?: AbortOptions): Promise<PeerList>
  /** Says what becomes of a peer, and why. */
  decidePeer (peerId: string, decision: { command: PeerCommand, reason?: string }, options?: AbortOptions): Promise<Peer>
  addPeer (address: string, options?: AbortOptions): Promise<PeerAdded>
  removePeer (peerId: string, options?: AbortOptions): Promise<void>
  journalStat (options?: AbortOptions): Promise<JournalStats>
  verifyJournal (options?: AbortOptions): Promise<JournalReport>
  /** Takes off the disk what was erased or refused. */
  compactJournal (options?: AbortOptions): Promise<JournalCompaction>
  /** Makes a token of the API; the answer is the only place where it stands. */
  issueToken (token: TokenBody, options?: AbortOptions): Promise<IssuedToken>
  tokens (options?: AbortOptions): Promise<TokenList>
  revokeToken (id: string, options?: AbortOptions): Promise<void>
}

/** Makes a client of one node; nothing is sent until it is asked for something. */
export function createClient (init: ClientInit): ApiClient {
  const caller = new ApiCaller(init)
  return {
    url: init.url,
    call: async (id, input, options) => caller.call(id, input, options),
    ...questionCalls(caller),
    ...scopeCalls(caller),
    ...nodeCalls(caller),
    issueToken: async (body, options) => caller.call('postV1Tokens', { body }, options),
    tokens: async options => caller.call('getV1Tokens', {}, options),
    revokeToken: async (id, options) => caller.call('deleteV1TokensId', { params: { id } }, options),
    assert: async (fact, options) => caller.call('postV1Facts', { body: fact as FactWrite }, options) as Promise<FactJson>, // one fact is answered with its record
    async writeLines (lines, query, options) {
      return parseLines(await caller.lines('postV1Facts', { lines, query }, options))
    },
    fact: async (id, options) => caller.call('getV1FactsId', { params: { id } }, options),
    proof: async (id, options) => caller.call('getV1FactsIdProof', { params: { id } }, options),
    retract: async (id, options) => caller.call('postV1FactsIdRetractions', { params: { id } }, options),
    forget: async (id, query, options) => caller.call('deleteV1FactsId', { params: { id }, query }, options),
    remember: async (id, options) => caller.call('postV1FactsIdRestorations', { params: { id } }, options),
    facts: async (query, options) => caller.call('getV1Facts', { query }, options),
    factLines: async (query, options) => caller.lines('getV1Facts', { query }, options)
  }
}

type NodeCalls = Pick<ApiClient, 'status' | 'identity' | 'ticket' | 'sync' | 'syncNow' | 'peers' | 'pendingPeers' | 'decidePeer' | 'addPeer' | 'removePeer' | 'journalStat' | 'verifyJournal' | 'compactJournal'>

/** The operation of each command about a peer. */
const DECISIONS = {
  accept: 'postV1PeersIdAccept',
  reject: 'postV1PeersIdReject',
  block: 'postV1PeersIdBlock',
  unblock: 'postV1PeersIdUnblock',
  revoke: 'postV1PeersIdRevoke',
  reinstate: 'postV1PeersIdReinstate'
} as const satisfies Record<PeerCommand, OperationId>

/** The calls about the node and its peers. */
function nodeCalls (caller: ApiCaller): NodeCalls {
  return {
    status: async options => caller.call('getV1Status', {}, options),
    identity: async options => caller.call('getV1Id', {}, options),
    ticket: async options => caller.call('getV1Ticket', {}, options),
    sync: async options => caller.call('getV1Sync', {}, options),
    syncNow: async (peerId, options) => caller.call('postV1SyncRuns', { body: { peer_id: peerId } }, options),
    peers: async options => caller.call('getV1Peers', {}, options),
    pendingPeers: async options => caller.call('getV1PeersPending', {}, options),
    decidePeer: async (id, { command, reason }, options) => caller.call(DECISIONS[command], { params: { id }, body: { reason } }, options),
    addPeer: async (address, options) => caller.call('postV1Peers', { body: { address } }, options),
    removePeer: async (id, options) => caller.call('deleteV1PeersId', { params: { id } }, options),
    journalStat: async options => caller.call('getV1Journal', {}, options),
    verifyJournal: async options => caller.call('postV1JournalVerifications', {}, options),
    compactJournal: async options => caller.call('postV1JournalCompactions', {}, options)
  }
}

async function * parseLines (lines: AsyncIterable<string>): AsyncGenerator<FactLine> {
  for await (const line of lines) { yield JSON.parse(line) as FactLine }
}
