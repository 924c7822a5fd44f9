import type { Link, LinkConditions } from './link/interface.ts'
import type { FactMesh, FactMeshInit } from '../mesh/interface.ts'

export type { Link, LinkConditions, LinkCounters, LinkState, LinkWay, Traffic, TwoWayTraffic } from './link/interface.ts'

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

  /** How each link begins, both ways, by its two nodes, the lower number first. By default links are perfect. */
  link? (one: number, other: number): LinkConditions

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
   * @throws {NoSuchNodeError} when the mesh is smaller.
   */
  node (index: number): FactMesh

  /**
   * The link between two nodes, seen from the first: its latency, loss, bandwidth, cuts and counters. It is the same over
   * crashes and restarts. With the topology `none` every two nodes have one.
   *
   * @throws {NotLinkedError} when the topology does not join them and neither has dialled the other.
   * @throws {NoSuchNodeError} when the mesh is smaller.
   */
  link (from: number, to: number): Link

  /**
   * Sets the wall clock of a node off by whole milliseconds, ahead when positive, from now on and over restarts. Zero sets
   * it right.
   *
   * @throws {SkewRangeError} above ten years either way.
   */
  skew (index: number, ms: number): void

  /**
   * Cuts every connection between nodes of different groups, at once and in
   * both directions. A node that no group names is alone.
   */
  partition (...groups: number[][]): void

  /** Ends a partition and every cut of a link; nodes that the topology joins dial each other again. Other conditions stay. */
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
   * Resolves once every pair that the topology joins, and no partition or
   * cut parts, has passed hello.
   */
  connected (options?: WaitOptions): Promise<void>

  /** Stops all nodes and removes their temporary folders. */
  stop (): Promise<void>
}
