import type { KV, KVOperation } from '../../../storage/kv/interface.ts'

/** What the rest of the index needs of its store: values without their seals, in batches that were sealed. */
export interface IndexStore extends Pick<KV, 'get' | 'getMany' | 'entries'> {
  /** Like `get`, on the caller's thread: null for an entry that is not there, undefined where that cannot be told at once. */
  getNow (key: Uint8Array): Uint8Array | null | undefined
  /**
   * Takes a sealed batch; it can be read once this resolves or fails.
   *
   * @throws {IndexWaitsError} when the store below failed and the batch waits in memory.
   */
  batch (operations: readonly KVOperation[]): Promise<void>
}
