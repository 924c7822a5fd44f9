import { RESERVE_CHECK_MS, RESERVE_MARGIN_BYTES, RESERVE_PIECE_BYTES } from './constants.ts'
import type { ReservePlace } from './interface.ts'
import type { Clock } from '../../platform/interface.ts'

/** What the reserve stands on. */
export interface ReserveComponents extends ReservePlace {
  readonly clock: Pick<Clock, 'monotonicMs'>
}

/**
 * A file that only takes room, so that there is some to give back when the disk is full. It is written out, with bytes
 * that do not compress, because a file that is merely long need not have room on the disk.
 */
export class Reserve {
  private readonly components: ReserveComponents
  private readonly bytesMax: number
  private readonly path: string
  private bytes = 0
  private checkedMs = -Infinity

  constructor (components: ReserveComponents, bytesMax: number) {
    this.components = components
    this.bytesMax = bytesMax
    this.path = components.files.join(components.directory, 'reserve')
  }

  /** Bytes that are there. */
  get size (): number {
    return this.bytes
  }

  /** Takes over what the last run left, and fills it up if there is room. */
  async open (): Promise<void> {
    this.bytes = (await this.components.files.readFile(this.path))?.length ?? 0
    this.checkedMs = -Infinity
    await this.restore()
  }

  /** Gives room back for at least so many bytes; false when nothing is left to give. */
  async giveBack (bytes: number): Promise<boolean> {
    const pieces = Math.ceil(2 * bytes / RESERVE_PIECE_BYTES)
    const left = Math.max(0, this.bytes - pieces * RESERVE_PIECE_BYTES)

    if (this.bytes === 0) {
      return false
    }
    await this.resize(left)
    this.checkedMs = this.components.clock.monotonicMs()

    return true
  }

  /** Fills the reserve up when there is room for it and more; it looks now and then only. */
  async restore (): Promise<void> {
    const { clock, files, directory } = this.components
    const nowMs = clock.monotonicMs()

    if (this.bytes < this.bytesMax && nowMs - this.checkedMs >= RESERVE_CHECK_MS) {
      this.checkedMs = nowMs
      if (await files.freeBytes(directory) >= this.bytesMax - this.bytes + RESERVE_MARGIN_BYTES) {
        await this.resize(this.bytesMax)
      }
    }
  }

  private async resize (bytes: number): Promise<void> {
    const { files, directory } = this.components

    if (bytes === 0) {
      await files.remove(this.path)
      this.bytes = 0
    } else {
      const handle = await files.open(this.path, 'write')

      try {
        await (bytes < this.bytes ? handle.truncate(bytes) : handle.write([noise(bytes - this.bytes)], this.bytes))
        await handle.sync()
      } finally {
        this.bytes = await handle.size()
        await handle.close()
      }
    }
    await files.syncDirectory(directory)
  }
}

/** Bytes without a pattern, always the same: xorshift32 (Marsaglia 2003). */
function noise (length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4))
  let word = 0x9E37_79B9

  for (let index = 0; index < words.length; index++) {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    words[index] = word
  }

  return new Uint8Array(words.buffer, 0, length)
}
