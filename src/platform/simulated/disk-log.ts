/** A change of one name: `entry` is the number of the file or folder that it leads to from now on, if any. */
export interface NameChange {
  /** The number of the folder. */
  readonly folder: number
  readonly name: string
  readonly entry: { readonly number: number, readonly mode: number, readonly isFolder: boolean } | undefined
}

/**
 * What was done to a disk. The changes of one `names` are one step of the file system's own journal: a rename takes one
 * name away and gives another, both or neither. A `mark` is a step of something else that shares the power supply.
 */
export type DiskChange =
  | { readonly kind: 'write', readonly file: number, readonly position: number, readonly bytes: Uint8Array }
  | { readonly kind: 'truncate', readonly file: number, readonly size: number }
  | { readonly kind: 'sync', readonly file: number, readonly failed: boolean }
  | { readonly kind: 'names', readonly changes: readonly NameChange[] }
  | { readonly kind: 'syncFolder', readonly folder: number }
  | { readonly kind: 'mark' }

/**
 * Everything that was done to one memory disk since it was new, in order. `crashStates` works out from it what a power
 * cut after any step may leave.
 */
export class DiskLog {
  private readonly list: DiskChange[] = []
  private first = 0

  /** All changes. */
  get changes (): readonly DiskChange[] {
    return this.list
  }

  /** How many there are: where the next one will stand. */
  get length (): number {
    return this.list.length
  }

  /** The number of changes that made the image with which the disk began; a power cut comes after them. */
  get start (): number {
    return this.first
  }

  /** Adds a change and answers how many there are now. */
  note (change: DiskChange): number {
    return this.list.push(change)
  }

  /** Says that the disk holds what it began with. */
  begin (): void {
    this.first = this.list.length
  }
}
