import { PROBLEM_MEDIA, PROBLEM_PATH } from '../constants.ts'
import { ProblemError } from '../errors.ts'
import { responseHeaders } from './response.ts'
import type { ProblemCode, ProblemKind } from '../interface.ts'

/**
 * The one table of problems: code to status, title and hint. `docs/ERRORS.md`
 * lists the same codes, and a test compares the two.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  invalid_http: { status: 400, title: 'The bytes are not a request', hint: 'Send HTTP/1.1 (RFC 9112): one Host header, one length, and no control characters.' },
  invalid_json: { status: 400, title: 'The body is not valid JSON', hint: 'Send UTF-8 JSON (RFC 8259).' },
  depth_exceeded: { status: 400, title: 'The JSON is nested too deep', hint: 'Put at most 64 arrays and objects inside one another.' },
  idempotency_key_invalid: { status: 400, title: 'The idempotency key cannot be used', hint: 'Send one Idempotency-Key of 1 to 255 visible ASCII characters, new for each write.' },
  unauthorized: { status: 401, title: 'The token is missing or wrong', hint: 'Send "Authorization: Bearer TOKEN" with the token of api.json in the home of the node, or one of "factmesh token new" that has not ended.' },
  missing_right: { status: 403, title: 'The token does not have that right', hint: 'Use a token with the right that "detail" names: factmesh token new --allow RIGHT.' },
  forbidden_origin: { status: 403, title: 'Web pages of another origin may not use this API', hint: 'Call the API from a program, or from a page that this node serves.' },
  erasure_refused: { status: 403, title: 'This node may not erase that', hint: 'Ask its author, or in a closed scope an admin. here_only=true drops the content on this node alone.' },
  scope_violation: { status: 403, title: 'The scope is outside the rights of the caller', hint: 'Use a scope that you may write to; GET /v1/scopes lists those of this node.' },
  not_admin: { status: 403, title: 'This node is no administrator of the scope', hint: 'Ask an administrator: GET /v1/scopes/{scope} lists the members and their rights.' },
  not_granted: { status: 403, title: 'This node may do nothing in the scope', hint: 'Ask an administrator of the scope for a grant: "factmesh scope grant" with the peer id of this node.' },
  not_introduced: { status: 403, title: 'The author is not a member of the scope', hint: 'Ask an administrator of the scope for a grant.' },
  not_admitted: { status: 403, title: 'The author is not admitted yet', hint: 'Try again later.' },
  revoked: { status: 403, title: 'The author was removed from the scope', hint: 'Ask an administrator of the scope.' },
  replay_attempt: { status: 403, title: 'The request was made before', hint: 'Make a new request token.' },
  not_found: { status: 404, title: 'There is nothing here', hint: 'Check the path and the id; GET /openapi.json lists all paths.' },
  conflict_not_found: { status: 404, title: 'There is no conflict with that id', hint: 'GET /v1/conflicts lists the conflicts of this node.' },
  method_not_allowed: { status: 405, title: 'The path does not have this method', hint: 'Use one of the methods in the Allow header.' },
  not_acceptable: { status: 406, title: 'The answer is not available in a type you accept', hint: 'Accept application/json; lists of facts also come as application/x-ndjson.' },
  request_timeout: { status: 408, title: 'The request came too slowly', hint: 'Send headers within 10 seconds and the body within 60, without a pause of 30; cut a long list into several requests.' },
  conflict_resolved: { status: 409, title: 'The conflict is resolved already', hint: 'GET the conflict to see how. It opens again by itself when somebody states a further value.' },
  peer_decision: { status: 409, title: 'The command does not apply to the peer as it stands', hint: 'GET /v1/peers shows its state. A blocked peer is unblocked, and a revoked one reinstated, before it is accepted.' },
  equivocation: { status: 409, title: 'The conflict is an equivocation', hint: 'Nothing settles it, and all of its bundles stay. Decide whether you go on to rely on their author.' },
  last_admin: { status: 409, title: 'This node is the only administrator of the scope', hint: 'Grant admin to another peer first.' },
  idempotency_in_progress: { status: 409, title: 'The first request with that key is still under way', hint: 'Wait a moment and send the same request again: it is answered with the answer to the first.' },
  fact_erased: { status: 410, title: 'The fact was erased', hint: 'Its content is gone for good; "detail" says who erased it and why.' },
  fact_refused: { status: 410, title: 'The content of the fact was dropped on this node', hint: 'Other nodes may have it. POST /v1/facts/ID/restorations asks them for it.' },
  too_large: { status: 413, title: 'The body or a field is too large', hint: 'At most 10,000 facts and 16 MiB in one request, and 64 KiB in one text value.' },
  uri_too_long: { status: 414, title: 'The address of the request is too long', hint: 'Keep path and query below 12,288 characters; POST takes longer questions where it is offered.' },
  unsupported_media_type: { status: 415, title: 'The body has a type that this path does not read', hint: 'Set Content-Type to application/json; facts also come as application/x-ndjson. No Content-Encoding.' },
  expectation_failed: { status: 417, title: 'The Expect header asks for something that this node does not do', hint: 'Leave the header out, or send "Expect: 100-continue".' },
  misdirected_host: { status: 421, title: 'This node does not answer to that host name', hint: 'Use the URL of api.json, or start the daemon with --allow-host NAME.' },
  invalid_request: { status: 422, title: 'A field or parameter is not what it should be', hint: 'See "errors" for the places, and GET /openapi.json for the shapes.' },
  invalid_address: { status: 422, title: 'The address of the peer cannot be used', hint: 'Give a ticket, or a multiaddr that ends in /p2p/PEER.' },
  invalid_ticket: { status: 422, title: 'The ticket cannot be used', hint: 'Ask for a new one. "factmesh ticket" prints that of a network, which POST /v1/peers takes; "factmesh scope ticket" that of a scope, which POST /v1/scopes/join takes.' },
  malformed: { status: 422, title: 'The fact is not well formed', hint: 'See "errors" for the field, and docs/HTTP.md for the rules of facts.' },
  unknown_scope: { status: 422, title: 'This node does not hold that scope', hint: 'GET /v1/scopes lists the scopes of this node.' },
  unknown_lens: { status: 422, title: 'This node does not know that lens', hint: 'GET /v1/lenses lists the lenses of this node.' },
  invalid_lens: { status: 422, title: 'The lens expression cannot be read', hint: 'Write name, name(parameter=value) or name(other-lens, parameter=value); docs/LENSES.md has the rules.' },
  bad_winner: { status: 422, title: 'That fact cannot win the conflict', hint: 'Name a live fact of the conflict, null for no winner, or new_value for a value of your own.' },
  alias_cycle: { status: 422, title: 'The two names mean one entity the other way round', hint: 'Take the other alias back first, or leave it; GET /v1/aliases lists those that count.' },
  illegal_transition: { status: 422, title: 'The lifecycle does not go that way', hint: 'proposed goes to under-review, under-review to approved or rejected, approved to deprecated.' },
  graph_depth_exceeded: { status: 422, title: 'The walk is too deep', hint: 'Ask for a depth of 1 to 3, and go on from the entities that it finds.' },
  future_as_of: { status: 422, title: 'The moment has not come yet', hint: 'Give as_of a time that has passed, or leave it out for the present.' },
  idempotency_key_reused: { status: 422, title: 'The key belongs to another request', hint: 'Make a new Idempotency-Key for each write; send the old one only with the same body.' },
  scope_ambiguous: { status: 422, title: 'Several scopes have that name', hint: 'Use the full form NAME@ID; "detail" names them.' },
  source_not_owned: { status: 422, title: 'The source belongs to somebody else', hint: 'Leave the source out, or use stigmem://PEER/… of this node, or a name that it was started with (--name).' },
  hlc_skew: { status: 422, title: 'The time of the fact is too far ahead', hint: 'Set the clock of the machine.' },
  invalid_signature: { status: 422, title: 'The signature does not hold', hint: 'Fetch the bundle again from another peer.' },
  quota_exceeded: { status: 429, title: 'The quota is used up', hint: 'Wait and try again.' },
  rate_limited: { status: 429, title: 'Too many requests', hint: 'Wait as long as Retry-After says. Many facts fit into one request.' },
  headers_too_large: { status: 431, title: 'The headers are too large', hint: 'Keep all headers of a request below 16 KiB.' },
  internal: { status: 500, title: 'The node failed', hint: 'The log of the node has the cause. Please report it.' },
  storage_failed: { status: 503, title: 'The disk of the node failed', hint: 'Try again in some seconds: the node mends its store by itself once the disk works. Reading still works. If it lasts, check the disk; the log of the node has the cause.' },
  content_missing: { status: 503, title: 'The content of the fact is not here', hint: 'Try again later: the node asks its peers for it. "factmesh journal verify" shows what the disk has damaged.' },
  index_rebuilding: { status: 503, title: 'The index of the node is being built again', hint: 'Try again in some seconds: the node builds it from its journal by itself. GET /v1/status shows when it is done. Nothing is lost.' },
  storage_full: { status: 507, title: 'The disk of the node is full', hint: 'Free space, then write again: the node goes on by itself. Reading still works.' },
  clock_behind: { status: 503, title: 'The clock of the machine was set back', hint: 'Wait until it has caught up; "detail" says how long.' },
  stopping: { status: 503, title: 'The node is stopping', hint: 'Start the node again.' },
  timeout: { status: 503, title: 'The answer took too long', hint: 'Ask for less at once, or again later. A write may have happened: repeat it with the same Idempotency-Key.' },
  peer_unreachable: { status: 503, title: 'The peer does not answer', hint: 'GET /v1/peers shows who is connected.' }
}

/** Characters of a detail; what callers sent may stand in it. */
const DETAIL_CHARACTERS_MAX = 1_000

/** Seconds after which the same request may work, for problems that pass by themselves. */
const RETRY_AFTER_S: Partial<Record<ProblemCode, number>> = { storage_failed: 5, content_missing: 30, index_rebuilding: 5, timeout: 5, idempotency_in_progress: 1 }

/** Codes of errors that rooms below throw by name. Errors with a `code` of the table need no row. */
const CODES_BY_NAME: Readonly<Record<string, ProblemCode>> = {
  InvalidAddressError: 'invalid_address',
  InvalidTicketError: 'invalid_ticket',
  InvalidConfigError: 'invalid_request',
  InvalidQueryError: 'invalid_request',
  UnknownScopeError: 'unknown_scope',
  NotGrantedError: 'not_granted',
  UnknownLensError: 'unknown_lens',
  LensExpressionError: 'invalid_lens',
  InvalidLensInputError: 'invalid_lens',
  ConflictNotFoundError: 'conflict_not_found',
  ConflictResolvedError: 'conflict_resolved',
  EquivocationError: 'equivocation',
  PeerDecisionError: 'peer_decision',
  BadWinnerError: 'bad_winner',
  ClockBehindError: 'clock_behind',
  StorageFailedError: 'storage_failed',
  StorageFullError: 'storage_full',
  ContentMissingError: 'content_missing',
  LocalRecordsFullError: 'quota_exceeded',
  JournalFailedError: 'storage_failed',
  JournalNotStartedError: 'storage_failed',
  MeshStoppedError: 'stopping',
  ReplicaStoppedError: 'stopping',
  SyncStoppedError: 'stopping'
}

/** Tells whether a text is a code of the table. */
export function isProblemCode (code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code)
}

/**
 * Turns anything thrown into a problem: problems stay, errors with a known
 * code or name get theirs, and everything else becomes `internal` without a
 * word of what it was.
 */
export function problemOf (error: unknown): ProblemError {
  if (error instanceof ProblemError) { return error }
  if (!(error instanceof Error)) { return internal(error) }
  const code = 'code' in error && isProblemCode(error.code) ? error.code : CODES_BY_NAME[error.name]
  if (code == null) { return internal(error) }
  const field = 'field' in error && typeof error.field === 'string' ? error.field : undefined
  return new ProblemError(code, error.message, {
    cause: error,
    errors: field == null ? undefined : [{ pointer: `/${field.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)}`, detail: error.message }]
  })
}

function internal (cause: unknown): ProblemError {
  return new ProblemError('internal', 'The request could not be finished.', { cause })
}

/** A problem as it goes over the wire. */
export interface ProblemDocument {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Writes a problem as `application/problem+json` (RFC 9457).
 */
export function problemDocument (problem: ProblemError): ProblemDocument {
  const { status, title, hint } = PROBLEMS[problem.code]
  const body = JSON.stringify({
    type: PROBLEM_PATH + problem.code,
    title,
    status,
    detail: problem.message.slice(0, DETAIL_CHARACTERS_MAX),
    code: problem.code,
    hint,
    errors: problem.errors
  })
  const retryAfterS = RETRY_AFTER_S[problem.code]
  const more = retryAfterS == null ? problem.headers : { 'retry-after': String(retryAfterS), ...problem.headers }
  return { status, headers: responseHeaders(PROBLEM_MEDIA, more), body }
}

/** Answers with a problem. */
export function problemResponse (problem: ProblemError): Response {
  const { body, ...init } = problemDocument(problem)
  return new Response(body, init)
}
