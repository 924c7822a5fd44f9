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

  /**
   * Leaves a lane and resolves with the new one once it is saved, or with undefined when the lane was left before; nothing
   * is signed meanwhile.
   */
  async leave (lane: Uint8Array): Promise<Uint8Array | undefined> {
    const left = this.opening.then(async () => {
      if (!this.isCurrent(lane)) {
        return undefined
      }

      this.lane = await this.save()
      return this.lane
    })
    this.opening = left.then(() => {}, () => {})

    return left
  }

  private async save (): Promise<Uint8Array> {
    const lane = this.components.random.bytes(LANE_BYTES)
    await this.components.laneStore.save(lane)
    return lane
  }
}
