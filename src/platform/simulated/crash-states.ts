import { fatesOf } from './fates.ts'
import { FileTrace } from './file-trace.ts'
import { FolderTraces } from './folder-traces.ts'
import type { Random } from '../interface.ts'
import type { DiskImage, ImageFile } from './disk-image.ts'
import type { DiskChange, DiskLog } from './disk-log.ts'
import type { OpenChange } from './fates.ts'
import type { Fate } from './file-trace.ts'

/** How many states of one point are asked for, and which. */
export interface CrashStatesInit {
  /** States of one point at most. */
  readonly cap: number
  /** Chooses among those beyond the cap. */
  readonly random: Random
}

/**
 * What a power cut may leave of a disk after the first `point` changes of its log, by the rules of ALICE (Pillai et al.,
 * OSDI 2014) and LazyFS: writes and cuts that no sync covered are kept in any subset, writes also torn, and names are
 * kept in any subset unless their folder was synced. What a failed sync stranded may be missing for good, because the
 * system counts its pages as clean. A state may come more than once.
 */
export function * crashStates (log: DiskLog, point: number, init: CrashStatesInit): Generator<DiskImage> {
  const disk = new TracedDisk()

  for (const change of log.changes.slice(0, point)) {
    disk.note(change)
  }
  for (const fates of fatesOf(disk.open, init)) {
    yield disk.imageWith(fates)
  }
}

/** A disk as far as the power matters. */
class TracedDisk {
  private readonly files = new Map<number, FileTrace>()
  private readonly folders = new FolderTraces()

  note (change: DiskChange): void {
    switch (change.kind) {
      case 'write':
      case 'truncate': this.fileOf(change.file).note(change); break
      case 'sync': this.fileOf(change.file).sync(change.failed); break
      case 'names': this.folders.note(change.changes); break
      case 'syncFolder': this.folders.sync(change.folder); break
      default: break
    }
  }

  /** The changes that may be lost: names first, then file by file. */
  get open (): OpenChange[] {
    const changes = [...this.files.values()].flatMap(file => file.open)

    return [
      ...this.folders.open.map<OpenChange>(() => ({ kind: 'whole' })),
      ...changes.map<OpenChange>(change => change.kind === 'write' ? { kind: 'write', bytes: change.bytes.length } : { kind: 'whole' })
    ]
  }

  imageWith (fates: readonly Fate[]): DiskImage {
    const names = this.folders.open.length
    const contents = new Map<number, Uint8Array>()
    let next = names

    for (const [number, file] of this.files) {
      const count = file.open.length

      contents.set(number, file.contentWith(fates.slice(next, next + count)))
      next += count
    }
    const { folders, files } = this.folders.treeWith(fates.slice(0, names))
    const image = new Map<string, ImageFile>()

    for (const [path, { number, mode }] of files) {
      image.set(path, { mode, bytes: contents.get(number) ?? new Uint8Array(0) })
    }

    return { folders, files: image }
  }

  private fileOf (number: number): FileTrace {
    const file = this.files.get(number) ?? new FileTrace()

    this.files.set(number, file)

    return file
  }
}
