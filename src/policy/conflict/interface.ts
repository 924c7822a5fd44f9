/**
 * What a contradiction looks at in one live assertion. All rows of a call share entity, relation and scope; live means
 * confidence above 0, not expired and not superseded.
 */
export interface LiveRow {
  /** Digest of author and source: who says it. */
  readonly claimant: Uint8Array
  /** Digest of the tagged value: what is said. */
  readonly value: Uint8Array
}
