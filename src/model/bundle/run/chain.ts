import { equalBytes } from '../../bytes/index.ts'
import { MalformedBundleError } from '../errors.ts'
import { stepBetween } from './step.ts'
import type { OpenBundle } from './interface.ts'

type Link = Pick<OpenBundle, 'header' | 'hash'>

/**
 * Why one bundle is not the next after another in a chain; undefined when it is.
 */
export function flawOfLink ({ header: before, hash }: Link, { header }: Link): string | undefined {
  if (!isOneChain(before, header)) {
    return 'two bundles are of different chains'
  }

  if (header.seq !== before.seq + 1) {
    return `seq ${header.seq} follows ${before.seq}`
  }

  if (header.prev === null || !equalBytes(header.prev, hash)) {
    return `prev of seq ${header.seq} is not the hash of the bundle before`
  }

  if (stepBetween(before, header.hlc).some(part => part < 0)) {
    return `the stamp of seq ${header.seq} does not rise`
  }

  return undefined
}

/**
 * Requires that each bundle is the next after the one before it.
 *
 * @throws {MalformedBundleError}
 */
export function checkChain (bundles: readonly Link[]): void {
  for (let i = 1; i < bundles.length; i++) {
    const flaw = flawOfLink(bundles[i - 1], bundles[i])

    if (flaw !== undefined) {
      throw new MalformedBundleError('run', flaw)
    }
  }
}

function isOneChain (a: Link['header'], b: Link['header']): boolean {
  return equalBytes(a.author, b.author) && equalBytes(a.lane, b.lane) && equalBytes(a.scope, b.scope) &&
    a.net === b.net && a.shard === b.shard
}
