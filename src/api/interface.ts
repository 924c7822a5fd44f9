import type { RefusalCode } from '../model/bundle/index.ts'

/** How requests prove that they may pass. */
export type ApiAuth = 'token' | 'none'

/**
 * What `createHandler` takes.
 */
export interface HandlerInit {
  /** `token` asks for a bearer token on every path that is not public; `none` lets everybody pass. */
  auth: ApiAuth

  /** The bearer token; needed when `auth` is `token`. */
  token?: string

  /**
   * Host names, without a port, that requests may be addressed to, beside
   * `localhost`, `127.0.0.1` and `[::1]`. `*` allows every IP address, which is
   * what a node that listens on all interfaces wants: names that are not
   * listed stay refused, so a name that an attacker points at this machine
   * (DNS rebinding) does not get in.
   */
  allowedHosts?: string[]

  /** Receives what made a request fail with `internal`, for the log of the node. */
  onFailure? (error: unknown): void
}

/** One place in a request that is wrong. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or the name of a query parameter. */
  pointer: string
  /** What is wrong there. */
  detail: string
}

type RequestCode = 'invalid_json' | 'invalid_request' | 'invalid_address' | 'unauthorized' | 'forbidden_origin' |
  'misdirected_host' | 'not_found' | 'method_not_allowed' | 'not_acceptable' | 'unsupported_media_type' | 'scope_ambiguous' |
  'peer_unreachable' | 'stopping' | 'internal' | 'storage_full' | 'content_missing' | 'index_rebuilding'

/** Every code that the API answers with. */
export type ProblemCode = RequestCode | RefusalCode

/** What is the same in every problem of one code. */
export interface ProblemKind {
  /** HTTP status. */
  readonly status: number
  /** What went wrong, for every occurrence of this code. */
  readonly title: string
  /** What the caller can do about it. */
  readonly hint: string
}
