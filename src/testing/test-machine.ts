import { MemoryFiles, platform, seededRandom } from '../platform/index.ts'
import { FOLDER_OF_NO_DISK, HOME_IN_MEMORY } from './constants.ts'
import { PowerCutError } from './errors.ts'
import type { Clock, Platform, Processes, Random } from '../platform/index.ts'

/** What one machine is made from. */
export interface TestMachineInit {
  /** Number of its node. */
  readonly index: number
  /** Seed of the whole test mesh. */
  readonly seed: number
  readonly storage: 'memory' | 'disk'
}

/** The machine of one node. It outlives its node: each start is a process of its own. */
export class TestMachine {
  /** Folder that its node keeps everything in. */
  readonly home: string
  /** Ed25519 seed of its node. */
  readonly seed: Uint8Array
  /** Milliseconds by which its wall clock is ahead. */
  skewMs = 0
  private readonly native = platform()
  private readonly random: Random
  private readonly disk: MemoryFiles | undefined
  private process = 0
  private isOff = false

  private constructor (random: Random, home?: string) {
    this.random = random
    this.seed = random.bytes(32)
    this.disk = home == null ? new MemoryFiles({ fault: ({ path }) => { this.demandPower(path) } }) : undefined
    this.home = home ?? HOME_IN_MEMORY
  }

  static async make ({ index, seed, storage }: TestMachineInit): Promise<TestMachine> {
    const random = seededRandom(seed * 10_007 + index)
    if (storage === 'memory') { return new TestMachine(random) }
    const home = await platform().files?.temporaryDirectory(`factmesh-test-${index}-`)
    return new TestMachine(random, home ?? FOLDER_OF_NO_DISK)
  }

  /** The platform of the next process. */
  boot (): Platform {
    const { disk, random } = this
    const native = { ...this.native, clock: this.clock() }
    this.process++
    return disk == null ? { ...native, random } : { ...native, name: 'simulated', files: disk, random, processes: this.processes() }
  }

  /** Cuts the power of a memory disk: what was not synced is gone, and the process that `end` ends writes nothing more. */
  async cutPower (end: () => Promise<void>): Promise<void> {
    this.isOff = true
    this.disk?.crash()
    await end().catch(() => {}) // without its disk nothing ends in order
    this.process++
    this.isOff = false
  }

  /** Removes the folder of a real disk. */
  async remove (): Promise<void> {
    if (this.disk == null) { await this.native.files?.remove(this.home) }
  }

  private clock (): Clock {
    const { clock } = this.native
    return { nowMs: () => clock.nowMs() + this.skewMs, monotonicMs: () => clock.monotonicMs() }
  }

  /** Every start has a number of its own, and only the last one runs. */
  private processes (): Processes {
    return {
      pid: this.process,
      startStamp: async pid => pid === this.process ? 'running' : undefined
    }
  }

  private demandPower (path: string): undefined {
    if (this.isOff) { throw new PowerCutError(path) }
  }
}
