import { compareBytes } from '../../../model/bytes/index.ts'
import { compareHlc } from '../../../model/hlc/index.ts'
import type { Version } from '../../index/index.ts'

/** Whether a version states something: it is no retraction, and it has not expired. */
export function isLive (version: Version, atMs: number): boolean {
  return version.confidence > 0 && !isExpired(version, atMs)
}

/** Whether a version has expired; it stands to the end of the millisecond that it names. */
export function isExpired ({ until }: Pick<Version, 'until'>, atMs: number): boolean {
  return until != null && atMs > until
}

type Placed = Pick<Version, 'hlc' | 'bundle' | 'index'>

/** Whether a version comes behind another one in the order of versions: time, then hash of the bundle, then place in it. */
export function isNewer (a: Placed, b: Placed): boolean {
  return (compareHlc(a.hlc, b.hlc) || compareBytes(a.bundle, b.bundle) || a.index - b.index) > 0
}
