import { CACHED_CHUNKS_MAX } from './constants.ts'

/** The chunks that were used last, of all files of a volume; what is in it is not changed. */
export class ChunkCache {
  private readonly chunks = new Map<string, Uint8Array>()

  get (file: number, index: number): Uint8Array | undefined {
    const key = `${file}:${index}`
    const chunk = this.chunks.get(key)
    if (chunk != null) {
      this.chunks.delete(key)
      this.chunks.set(key, chunk)
    }
    return chunk
  }

  set (file: number, index: number, chunk: Uint8Array): void {
    this.chunks.set(`${file}:${index}`, chunk)
    if (this.chunks.size > CACHED_CHUNKS_MAX) {
      this.chunks.delete(this.chunks.keys().next().value ?? '')
    }
  }

  /** Gives a chunk to somebody who changes it. */
  take (file: number, index: number): Uint8Array | undefined {
    const chunk = this.get(file, index)
    this.chunks.delete(`${file}:${index}`)
    return chunk
  }
}
