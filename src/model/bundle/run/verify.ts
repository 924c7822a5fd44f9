import { verifyBundle } from '../signature.ts'
import { checkChain } from './chain.ts'
import { checkLength } from './form.ts'
import type { OpenBundle, RunVerdict } from './interface.ts'
import type { Verify } from '../../identity/index.ts'

/**
 * Checks the newest signature of a run. It binds the newest header, whose `prev` binds the one before, and so on, and each
 * header binds its facts by the root: when it holds, all headers and facts are the author's. No hash covers the older signatures, so
 * those bundles come back as `unchecked`; `verifyBundle` checks each later.
 *
 * With a verifier that answers at once, so does this.
 *
 * @param bundles - what `decodeRun` gave, oldest first
 * @param verify - the strict rule
 * @throws {MalformedBundleError} when the bundles are not one chain: then one signature says nothing about the others
 */
export function verifyRun<B extends OpenBundle> (bundles: readonly B[], verify: Verify): RunVerdict<B> | Promise<RunVerdict<B>> {
  // How many there may be at most was for the gate to say.
  checkLength(bundles.length, { bundlesMax: Infinity })
  checkChain(bundles)

  const newest = bundles[bundles.length - 1]
  const holds = verifyBundle(newest, verify)
  const judge = (good: boolean): RunVerdict<B> => good
    ? { result: 'pass', bundles: bundles.map(bundle => ({ bundle, signature: bundle === newest ? 'good' : 'unchecked' })) }
    : { result: 'reject', code: 'invalid_signature', hash: newest.hash }

  return typeof holds === 'boolean' ? judge(holds) : holds.then(judge)
}
