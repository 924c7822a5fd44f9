import type { ApiRight } from '../../replica/record/index.ts'

export type { ApiRight } from '../../replica/record/index.ts'

/** What a new token is made of. */
export interface TokenDraft {
  /** For people and for the audit log; by default the id of the token. */
  readonly name?: string
  /** By default `read` alone. */
  readonly rights?: readonly ApiRight[]
  /**
   * Milliseconds that it is good, from a second to 90 days.
   *
   * @default DEFAULT_TOKEN_LIFE_MS
   */
  readonly lifeMs?: number
  /** Who makes it, for the audit log. */
  readonly actor?: string
}

/** A token as this node remembers it. The token itself is not kept. */
export interface TokenRecord {
  readonly id: string
  readonly name: string
  readonly rights: readonly ApiRight[]
  /** Milliseconds since 1970. */
  readonly createdMs: number
  /** When it ends: at that millisecond it is refused. */
  readonly untilMs: number
  readonly state: 'live' | 'expired' | 'revoked'
}

/** A token that was made just now. */
export interface IssuedToken extends TokenRecord {
  /** What requests carry. It is told here and nowhere else. */
  readonly token: string
}

/** What a token that a request carries comes to; the record is absent when nobody knows it. */
export interface TokenVerdict {
  readonly result: 'live' | 'expired' | 'revoked' | 'unknown'
  readonly record: TokenRecord | undefined
}

/** The tokens of the API beside that of `api.json`. Changes are durable when they are answered, and audited. */
export interface MeshTokens {
  /**
   * Makes a token.
   *
   * @throws {InvalidConfigError} when name, rights or life are not what they should be.
   * @throws {LocalRecordsFullError} when there are too many.
   */
  issue (draft?: TokenDraft): Promise<IssuedToken>
  /** Every token, the oldest first; those that ended long ago are forgotten. */
  list (): TokenRecord[]
  /** Ends a token for good; false when there is none with that id. */
  revoke (id: string, actor?: string): Promise<boolean>
  /** Says what a text is good for that came as a token. It takes as long for one that nobody knows. */
  judge (token: string): TokenVerdict
}
