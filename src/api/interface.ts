import type { RefusalCode } from '../model/bundle/index.ts'
import type { Platform } from '../platform/index.ts'

/** How requests prove that they may pass. */
export type ApiAuth = 'token' | 'none'

/**
 * What `createHandler` takes.
 */
export interface HandlerInit {
  /** `token` asks for a bearer token with the right of the route on every path that is not public; `none` lets everybody pass. */
  auth: ApiAuth

  /** The bearer token with every right, beside those of `mesh.tokens`; needed when `auth` is `token`. */
  token?: string

  /**
   * Host names, without a port, that requests may be addressed to, beside
   * `localhost`, `127.0.0.1` and `[::1]`. `*` allows every IP address, which is
   * what a node that listens on all interfaces wants: names that are not
   * listed stay refused, so a name that an attacker points at this machine
   * (DNS rebinding) does not get in.
   */
  allowedHosts?: string[]

  /** Once it is aborted, the streams of changes end, so that a listener that closes has nothing to wait for. */
  signal?: AbortSignal

  /** How many requests one caller may send; `false` counts none. */
  rate?: RateInit | false

  /** Clock and timers of the limits; those of the machine when it is absent. */
  platform?: Pick<Platform, 'clock' | 'timers'>

  /** Receives what made a request fail with `internal`, for the log of the node. */
  onFailure? (error: unknown): void
}

/**
 * How many requests one caller may send. Everybody who has the same token is
 * one caller, and so is each remote address without one; calls from inside the
 * process without a token are not counted.
 */
export interface RateInit {
  /**
   * Requests in a minute.
   *
   * @default DEFAULT_RATE_PER_MINUTE
   */
  perMinute?: number

  /**
   * Requests at once after a pause.
   *
   * @default DEFAULT_RATE_BURST
   */
  burst?: number
}

/** Who sends a request, as far as the listener knows. */
export interface Caller {
  /** Its network address. */
  remote?: string
}

/** Answers requests; it never throws. */
export type ApiHandler = (request: Request, caller?: Caller) => Promise<Response>

/** One place in a request that is wrong. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or the name of a query parameter. */
  pointer: string
  /** What is wrong there. */
  detail: string
}

type RequestCode = 'invalid_http' | 'invalid_json' | 'depth_exceeded' | 'invalid_request' | 'invalid_address' | 'unauthorized' | 'missing_right' | 'forbidden_origin' |
  'misdirected_host' | 'not_found' | 'method_not_allowed' | 'not_acceptable' | 'request_timeout' | 'uri_too_long' | 'headers_too_large' |
  'unsupported_media_type' | 'expectation_failed' | 'rate_limited' | 'timeout' | 'scope_ambiguous' | 'peer_decision' | 'peer_unreachable' | 'stopping' | 'internal' |
  'storage_full' | 'content_missing' | 'index_rebuilding' | 'fact_erased' | 'fact_refused' | 'erasure_refused'

type ScopeCode = 'invalid_ticket' | 'last_admin' | 'not_admin' | 'not_granted'

type KeyCode = 'idempotency_key_invalid' | 'idempotency_key_reused' | 'idempotency_in_progress'

type QuestionCode = 'conflict_not_found' | 'conflict_resolved' | 'equivocation' | 'bad_winner' | 'alias_cycle' | 'illegal_transition' | 'unknown_lens' | 'invalid_lens' |
  'graph_depth_exceeded' | 'future_as_of'

/** Every code that the API answers with. */
export type ProblemCode = RequestCode | KeyCode | QuestionCode | ScopeCode | RefusalCode

/** What is the same in every problem of one code. */
export interface ProblemKind {
  /** HTTP status. */
  readonly status: number
  /** What went wrong, for every occurrence of this code. */
  readonly title: string
  /** What the caller can do about it. */
  readonly hint: string
}
