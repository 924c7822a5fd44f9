import { FileSystemError } from '../errors.ts'

/** A call that is about to have its effect. */
export interface FilesOperation {
  /** The method of Files or FileHandle. */
  readonly name: string
  /** The path as the caller wrote it. */
  readonly path: string
  /** Bytes to read or write; 0 for other calls. */
  readonly bytes: number
}

/** What happens instead: a failure by its POSIX name or, for `write` of a handle, a short count. */
export type FilesFault = { code: string } | { taken: number }

/** Turns a plan of faults into a check that throws the failures and hands on the short counts. */
export function faultCheck (plan: (operation: FilesOperation) => FilesFault | undefined): (operation: FilesOperation) => FilesFault | undefined {
  return (operation) => {
    const fault = plan(operation)
    if (fault != null && 'code' in fault) {
      throw new FileSystemError(fault.code, operation.path)
    }
    return fault
  }
}
