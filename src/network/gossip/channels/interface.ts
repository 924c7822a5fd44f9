/** How the messages of one scope travel. */
export interface ScopeChannel {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** Topics in which to listen now. */
  topics (): string[]
  /** Wall time in milliseconds from which on these may be others although no act came; Infinity for never. */
  untilMs (): number
  /** The topic and the bytes with which a message goes out now; undefined while nobody could read it. */
  seal (message: Uint8Array): { readonly topic: string, readonly data: Uint8Array } | undefined
  /**
   * The message in what was heard; undefined when no key opens it.
   *
   * @throws {MalformedGossipError} for what everybody can see to be nothing.
   */
  open (data: Uint8Array): Uint8Array | undefined
}
