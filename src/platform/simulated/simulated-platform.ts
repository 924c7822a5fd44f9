import { seededRandom } from '../random.ts'
import { MemoryFiles } from './memory-files.ts'
import { SimulatedClock } from './simulated-clock.ts'
import type { Files, Platform, Processes } from '../interface.ts'

/** The seed of a simulation that names none. */
export const DEFAULT_SEED = 1

/** The only process of a simulated machine; it runs from the beginning to the end. */
const PROCESSES: Processes = {
  pid: 1,
  startStamp: async (pid) => pid === 1 ? 'simulated' : undefined
}

/** What a simulation may bring along; one clock or disk may serve many platforms. */
export interface SimulatedPlatformInit {
  /**
   * The seed of the random numbers.
   *
   * @default DEFAULT_SEED
   */
  seed?: number
  /** The clock; by default one of its own. */
  clock?: SimulatedClock
  /** The files; by default an empty memory disk. */
  files?: Files
}

/** A platform whose time stands still until it is advanced. */
export interface SimulatedPlatform extends Platform {
  readonly name: 'simulated'
  readonly clock: SimulatedClock
}

/** Builds a simulated platform on the native code of the machine it runs on. */
export function simulate (native: Pick<Platform, 'ed25519' | 'crc32c'>, init: SimulatedPlatformInit = {}): SimulatedPlatform {
  const clock = init.clock ?? new SimulatedClock()
  return {
    name: 'simulated',
    clock,
    timers: clock,
    processes: PROCESSES,
    random: seededRandom(init.seed ?? DEFAULT_SEED),
    files: init.files ?? new MemoryFiles(),
    ed25519: native.ed25519,
    crc32c: native.crc32c
  }
}
