/** One file of an image. */
export interface ImageFile {
  /** Permission bits. */
  readonly mode: number
  /** The content; it is shared between images and must not be changed. */
  readonly bytes: Uint8Array
}

/**
 * What stands on a disk: every folder below the root with its permission bits, parents before children, and every file,
 * by path. A memory disk can begin from it.
 */
export interface DiskImage {
  readonly folders: ReadonlyMap<string, number>
  readonly files: ReadonlyMap<string, ImageFile>
}
