import { encodeCanonical } from '../../bytes/index.ts'
import { BUNDLE_VERSION } from '../constants.ts'
import { checkChain } from './chain.ts'
import { checkLength, checkSum, formLimits } from './form.ts'
import { openBundle } from './open.ts'
import { stepBetween } from './step.ts'
import type { OpenBundle, RunLimits } from './interface.ts'
import type { CborValue } from '../../bytes/index.ts'

/**
 * Encodes bundles that follow each other in one chain as a run, the canonical dag-cbor list
 *
 * ```
 * [1, net, scope, shard, author, lane, seq, prev, [
 *   [wall, counter, [parent, …, true?], ext, signature, salt or [salt, …], [fact or [digest], …]], …
 * ]]
 * ```
 *
 * Facts may be gone from them. Facts, roots and signatures are taken as they are; they were checked when the bundles
 * came in.
 *
 * @param bundles - oldest first, encoded or taken apart; `groupRuns` makes such lists
 * @throws {MalformedBundleError} when they are no chain, too few, or not bundles
 * @throws {TooLargeError} when they are too many or too large together
 */
export function encodeRun (bundles: ReadonlyArray<Uint8Array | OpenBundle>, limits: RunLimits = {}): Uint8Array {
  checkLength(bundles.length, limits)

  const run = bundles.map(bundle => bundle instanceof Uint8Array ? openBundle(bundle) : bundle)

  checkChain(run)
  checkSum(run.reduce((sum, { bytes }) => sum + bytes.length, 0), limits)

  const { net, scope, shard, author, lane, seq, prev } = run[0].header
  const parts = run.map((bundle, i) => partOf(bundle, i === 0 ? undefined : run[i - 1]))

  return encodeCanonical([BUNDLE_VERSION, net, scope, shard, author, lane, seq, prev, parts], formLimits(limits))
}

function partOf (bundle: OpenBundle, before: OpenBundle | undefined): CborValue[] {
  const { header: { hlc, parents, parentsTruncated, ext }, signature, salts, facts, digests } = bundle

  return [
    ...stepBetween(before?.header, hlc),
    parentsTruncated ? [...parents, true] : parents,
    ext,
    signature,
    salts instanceof Uint8Array ? salts : [...salts],
    facts.map((fact, i) => fact ?? [digests[i]])
  ]
}
