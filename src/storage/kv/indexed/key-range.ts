import { compareKeys } from '../sorted/order.ts'
import type { KVRange } from '../interface.ts'

/** The first of all binary keys. */
const FIRST_KEY = new ArrayBuffer()

/** Bytes in a buffer of their own: IndexedDB stores the whole buffer behind a view. */
export function bufferOf (bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : bytes.slice().buffer
}

/** The bounds of a range as IndexedDB takes them, which orders binary keys as this room does; undefined when no key lies between them. */
export function keyRangeOf (range: KVRange): IDBKeyRange | undefined {
  const { gt, lt } = range
  const lower = range.gte ?? gt
  const upper = range.lte ?? lt
  const from = lower == null ? FIRST_KEY : bufferOf(lower)
  if (upper == null) {
    return IDBKeyRange.lowerBound(from, gt != null)
  }
  const order = lower == null ? -1 : compareKeys(lower, upper)
  const isOpen = gt != null || lt != null
  if (order > 0 || (order === 0 && isOpen) || (upper.length === 0 && lt != null)) {
    return
  }
  return IDBKeyRange.bound(from, bufferOf(upper), gt != null, lt != null)
}

/** Whether a key lies in a range. */
export function isInRange (key: Uint8Array, { gte, gt, lte, lt }: KVRange): boolean {
  return (gte == null || compareKeys(key, gte) >= 0) && (gt == null || compareKeys(key, gt) > 0) &&
    (lte == null || compareKeys(key, lte) <= 0) && (lt == null || compareKeys(key, lt) < 0)
}
