import type { FactMesh, FactMeshInit } from '../mesh/interface.ts'

/** How the nodes of a test mesh are told of each other. */
export type Topology = 'full' | 'ring' | 'line' | 'star' | 'none'

/** What `createTestMesh` takes; every field has a default. */
export interface TestMeshInit {
  /**
   * Number of nodes.
   *
   * @default DEFAULT_SIZE
   */
  size?: number

  /**
   * Who dials whom: each node dials the next (`line`), also the last the first
   * (`ring`), all dial node 0 (`star`), all dial all (`full`), nobody (`none`).
   *
   * @default DEFAULT_TOPOLOGY
   */
  topology?: Topology

  /**
   * Seed of every key, lane and salt: equal seeds make equal peers.
   *
   * @default DEFAULT_SEED
   */
  seed?: number

  /**
   * `memory` keeps journals on a simulated disk that forgets on a crash what
   * was not synced; `disk` keeps each node in a temporary folder (Node only).
   *
   * @default DEFAULT_STORAGE
   */
  storage?: 'memory' | 'disk'

  /**
   * Milliseconds between two reconciliations, or `false` for none. The
   * default grows with the number of links, so that one thread serves them.
   *
   * @default DEFAULT_TEST_SYNC_INTERVAL_MS
   */
  syncIntervalMs?: number | false

  /** Further settings of each node, by its number. */
  node? (index: number): Partial<FactMeshInit>
}

/** How long to wait for something. */
export interface WaitOptions {
  /**
   * Milliseconds after which the wait fails.
   *
   * @default DEFAULT_WAIT_TIMEOUT_MS
   */
  timeoutMs?: number
}

/** Many real nodes in one process, connected over the memory transport. */
export interface TestMesh {
  readonly size: number

  /**
   * A node by its number.
   *
   * @throws {NodeDownError} when it crashed and was not restarted.
   */
  node (index: number): FactMesh

  /**
   * Cuts every connection between nodes of different groups, at once and in
   * both directions. A node that no group names is alone.
   */
  partition (...groups: number[][]): void

  /** Ends a partition; nodes that the topology joins dial each other again. */
  heal (): void

  /** Stops a node without a goodbye; a memory disk keeps only what was synced. */
  crash (index: number): Promise<void>

  /** Starts a crashed node from what its disk kept. */
  restart (index: number): Promise<FactMesh>

  /**
   * Resolves once all running nodes hold the same root in every shared scope
   * and want nothing.
   *
   * @throws {NotConvergedError} with the roots of each node, and the seed.
   */
  converged (options?: WaitOptions): Promise<void>

  /**
   * Resolves once every pair that the topology joins, and no partition parts,
   * has passed hello.
   */
  connected (options?: WaitOptions): Promise<void>

  /** Stops all nodes and removes their temporary folders. */
  stop (): Promise<void>
}
