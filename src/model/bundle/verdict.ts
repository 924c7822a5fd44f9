/**
 * Why a bundle is not taken in.
 *
 * | code | meaning |
 * | --- | --- |
 * | `malformed` | the bytes are not a bundle |
 * | `too_large` | the bundle or a part of it is over a limit |
 * | `scope_violation` | the carrier has no right to bring this scope, whether we hold it or not |
 * | `unknown_scope` | our own caller named a scope that we do not hold |
 * | `source_not_owned` | a source lies outside the namespaces of the author |
 * | `hlc_skew` | the stamp is too far ahead of our wall |
 * | `invalid_signature` | the signature is not by the author |
 * | `not_introduced` | no grant in the tree names the author |
 * | `not_admitted` | the author is not admitted here |
 * | `quota_exceeded` | the carrier or the author has used up its share |
 * | `revoked` | the author was revoked |
 * | `replay_attempt` | a request token was used before |
 * | `storage_failed` | our disk failed |
 * | `clock_behind` | our own clock was set back behind our stamps |
 */
export type RefusalCode = 'malformed' | 'too_large' | 'scope_violation' | 'unknown_scope' | 'source_not_owned' | 'hlc_skew' |
  'invalid_signature' | 'not_introduced' | 'not_admitted' | 'quota_exceeded' | 'revoked' | 'replay_attempt' |
  'storage_failed' | 'clock_behind'

/**
 * What became of an offered bundle. `ignore` costs the carrier nothing, `reject` lowers its score.
 */
export type Verdict = AcceptVerdict | RefuseVerdict

/**
 * The bundle is durable here.
 */
export interface AcceptVerdict {
  readonly result: 'accept'
  /** Hash of the header, 32 bytes. */
  readonly hash: Uint8Array
  /** True when the bundle was here before it was offered. */
  readonly known: boolean
}

/**
 * The bundle was not taken in.
 */
export interface RefuseVerdict {
  readonly result: 'ignore' | 'reject'
  readonly code: RefusalCode
  /** Hash of the header, when the bytes had one. */
  readonly hash?: Uint8Array
  /** Id of the scope that the bundle stands in, 32 bytes, where that or a source of it is what is wrong. For the audit log alone. */
  readonly scope?: Uint8Array
  /** Number of the first fact whose source is what is wrong. */
  readonly index?: number
  /** Milliseconds since 1970 before which the bundle is not to be offered again. */
  readonly retryAtMs?: number
  /** A sentence for the audit log. */
  readonly detail?: string
}
