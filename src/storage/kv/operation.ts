import { KVFailedError } from './errors.ts'
import type { KVOperation } from './interface.ts'

/**
 * Refuses a batch in which an operation lacks bytes, before any of it is applied.
 *
 * @throws {KVFailedError}
 */
export function demandWhole (location: string, operations: readonly KVOperation[]): void {
  if (!operations.every(isWhole)) {
    throw new KVFailedError(location, { cause: new TypeError('A key or a value is missing.') })
  }
}

function isWhole (operation: KVOperation): boolean {
  return operation.key instanceof Uint8Array && (operation.type === 'del' || operation.value instanceof Uint8Array)
}
