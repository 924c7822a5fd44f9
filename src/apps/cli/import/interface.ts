/** A line that is ready to be sent, or whose outcome is known already. */
export interface Order {
  /** Number of the line. */
  readonly line: number
  /** What is sent; absent when there is an outcome. */
  readonly bytes?: Uint8Array
  readonly outcome?: Outcome
}

/** What became of one line. */
export type Outcome =
  { readonly line: number, readonly id: string, readonly unchanged?: true } |
  { readonly line: number, readonly code: string, readonly detail: string, readonly field?: string }

/** What became of all lines so far. */
export interface Counts {
  lines: number
  stored: number
  unchanged: number
  failed: number
}
