/** Bytes that a disk writes as one: a write may be torn between them, and in the last one anywhere. */
export const SECTOR_BYTES = 512

/** A call that changed the content of a file. */
export type FileChange =
  | { readonly kind: 'write', readonly position: number, readonly bytes: Uint8Array }
  | { readonly kind: 'truncate', readonly size: number }

/**
 * What became of a change that no sync covered. Of a write the disk may have everything, nothing, the first bytes, some
 * sectors (the bits of a number, least significant first, over and over), or the new size without the bytes.
 */
export type Fate = 'kept' | 'lost' | 'sizeOnly' | { readonly prefix: number } | { readonly sectors: number }

/** A change and how sure it is. */
interface TracedChange {
  readonly change: FileChange
  sure: boolean
  /** Whether a sync that failed took its pages for clean, so that no later sync writes them. */
  stranded: boolean
}

/** One file as far as the power matters: what is durable, and the changes since. */
export class FileTrace {
  private durable: Uint8Array
  private traced: TracedChange[] = []

  constructor (durable: Uint8Array = new Uint8Array(0)) {
    this.durable = durable
  }

  /** The changes that may be lost, in order. */
  get open (): FileChange[] {
    return this.traced.flatMap(({ change, sure }) => sure ? [] : [change])
  }

  note (change: FileChange): void {
    this.traced.push({ change, sure: false, stranded: false })
  }

  /** After a sync everything is durable, but what an earlier sync stranded; after a failed one nothing more than before is. */
  sync (failed: boolean): void {
    for (const entry of this.traced) {
      entry.stranded ||= failed && !entry.sure
      entry.sure ||= !failed && !entry.stranded
    }
    while (this.traced[0]?.sure) {
      this.durable = applied(this.durable, this.traced[0].change, 'kept')
      this.traced.shift()
    }
  }

  /** The content that is left when the open changes have these fates, in order. */
  contentWith (fates: readonly Fate[]): Uint8Array {
    let next = 0

    return this.traced.reduce((content, { change, sure }) => applied(content, change, sure ? 'kept' : fates[next++]), this.durable)
  }
}

/** The content after a change; the one before is left as it is. */
function applied (content: Uint8Array, change: FileChange, fate: Fate): Uint8Array {
  if (fate === 'lost') {
    return content
  }
  if (change.kind === 'truncate') {
    return resized(content, change.size)
  }
  const { position, bytes } = change
  const kept = typeof fate === 'object' && 'prefix' in fate ? bytes.subarray(0, fate.prefix) : bytes

  if (kept.length === 0) {
    return content
  }
  const result = resized(content, Math.max(content.length, position + kept.length))

  if (typeof fate === 'object' && 'sectors' in fate) {
    copySectors(result, { position, bytes }, fate.sectors)
  } else if (fate !== 'sizeOnly') {
    result.set(kept, position)
  }

  return result
}

function copySectors (target: Uint8Array, { position, bytes }: { position: number, bytes: Uint8Array }, sectors: number): void {
  for (let at = position; at < position + bytes.length;) {
    const sector = Math.floor(at / SECTOR_BYTES)
    const end = Math.min((sector + 1) * SECTOR_BYTES, position + bytes.length)

    if ((sectors >>> (sector % 32) & 1) === 1) {
      target.set(bytes.subarray(at - position, end - position), at)
    }
    at = end
  }
}

function resized (content: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size)

  copy.set(content.subarray(0, size))

  return copy
}
