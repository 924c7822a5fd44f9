import { LANE_BYTES } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import type { LaneStore } from './interface.ts'
import type { Random } from '../../platform/interface.ts'

/** What the lane keeper stands on. */
export interface LaneKeeperComponents {
  readonly laneStore: LaneStore
  readonly random: Random
}

/**
 * Keeps the lane that our bundles are signed in. A lane is saved before the first bundle in it is signed, so a directory
 * never forgets a chain that it began.
 */
export class LaneKeeper {
  private readonly components: LaneKeeperComponents
  private lane: Uint8Array = new Uint8Array(0)
  private opening: Promise<void> = Promise.resolve()

  constructor (components: LaneKeeperComponents) {
    this.components = components
  }

  /** Goes on with the lane of the directory, or opens the first one. */
  async start (): Promise<void> {
    const kept = await this.components.laneStore.load()
    this.lane = kept == null ? await this.save() : kept.lane
  }

  /** The lane to sign in; waits while a new one is being saved. */
  async current (): Promise<Uint8Array> {
    await this.opening
    return this.lane
  }

  /** Whether bundles of ours are signed in this lane now. */
  isCurrent (lane: Uint8Array): boolean {
    return equalBytes(lane, this.lane)
  }

  /** Begins a new lane and resolves with it once it is saved; nothing is signed meanwhile. */
  async open (): Promise<Uint8Array> {
    const saved = this.opening.then(async () => this.save())
    this.opening = saved.then(lane => { this.lane = lane })
    await this.opening
    return this.lane
  }

  private async save (): Promise<Uint8Array> {
    const lane = this.components.random.bytes(LANE_BYTES)
    await this.components.laneStore.save(lane)
    return lane
  }
}
