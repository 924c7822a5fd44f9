import { NotCanonicalError, decodeCanonical } from '../../bytes/index.ts'
import { BUNDLE_VERSION, RUN_BYTES_MAX } from '../constants.ts'
import { withoutSubclass } from '../decode.ts'
import { MalformedBundleError, TooLargeError, UnknownVersionError } from '../errors.ts'
import { checkLength, checkSum, formLimits } from './form.ts'
import { rebuildBundle } from './rebuild.ts'
import type { RunLimits } from './interface.ts'
import type { CborValue, NotCanonicalReason } from '../../bytes/index.ts'
import type { BundleFlaw } from '../errors.ts'
import type { Bundle } from '../interface.ts'

const ITEMS = 9

/**
 * The gate for runs: reads what `encodeRun` makes, and only that, and makes the bundles of it, oldest first, in the bytes
 * that each has by itself. They are one chain without a gap and with rising stamps, since a run has no words for another.
 *
 * No signature is checked. The roots are computed from the facts, so nothing here says that the facts are the author's:
 * `verifyBundle` does.
 *
 * @throws {MalformedBundleError} when the bytes are not a run; `reason` says which part of it or of a bundle
 * @throws {TooLargeError} when the run, a bundle or a part of it is over a limit
 * @throws {UnknownVersionError} when the run is of bundles of another version
 */
export function decodeRun (bytes: Uint8Array, limits: RunLimits = {}): Bundle[] {
  const run = readList(bytes, limits)

  if (!Array.isArray(run)) {
    throw flaw('it is not a list')
  }

  if (Number.isSafeInteger(run[0]) && run[0] !== BUNDLE_VERSION) {
    throw new UnknownVersionError(Number(run[0]))
  }

  const [version, net, scope, shard, author, lane, seq, prev, parts] = run

  if (version !== BUNDLE_VERSION || run.length !== ITEMS || !Array.isArray(parts)) {
    throw flaw(`it is not a list of ${ITEMS} that begins with its version and ends in bundles`)
  }

  checkLength(parts.length, limits)

  return rebuildAll({ chain: { net, scope, shard, author, lane }, first: { seq, prev } }, parts, limits)
}

interface Start {
  readonly chain: Record<'net' | 'scope' | 'shard' | 'author' | 'lane', CborValue>
  readonly first: Record<'seq' | 'prev', CborValue>
}

function rebuildAll ({ chain, first }: Start, parts: readonly CborValue[], limits: RunLimits): Bundle[] {
  const bundles: Bundle[] = []
  let sum = 0

  for (const part of parts) {
    const before = bundles.at(-1)
    const place = before === undefined ? first : { seq: before.header.seq + 1, prev: before.hash }
    const bundle = rebuildBundle({ ...chain, ...place }, part, before?.header)

    sum += bundle.bytes.length
    checkSum(sum, limits)
    bundles.push(bundle)
  }

  return bundles
}

function readList (bytes: Uint8Array, limits: RunLimits): CborValue {
  try {
    return decodeCanonical(withoutSubclass(bytes), formLimits(limits))
  } catch (err) {
    if (err instanceof NotCanonicalError) {
      throw err.reason === 'size'
        ? new TooLargeError('run', limits.bytesMax ?? RUN_BYTES_MAX, { cause: err })
        : new MalformedBundleError(flawOf(err.reason), `the run is not canonical (${err.reason})`, { cause: err })
    }

    throw err
  }
}

function flawOf (reason: NotCanonicalReason): BundleFlaw {
  return reason === 'truncated' || reason === 'trailing' ? reason : 'run'
}

function flaw (detail: string): MalformedBundleError {
  return new MalformedBundleError('run', detail)
}
