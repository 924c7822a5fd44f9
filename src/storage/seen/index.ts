/**
 * @packageDocumentation
 *
 * The replay window: which nonces of which issuers were used. It stands on a journal and knows byte strings only, what
 * they sign is the business of the rooms above. `docs/formats/records.md` draws its records.
 *
 * The invariant: of all uses of one nonce at most one is told that it is fresh, until the time that the nonce came with,
 * through restarts and whatever the clock does. Nothing is evicted to make room.
 *
 * @example Use a nonce once
 *
 * ```TypeScript
 * import { MemoryFiles, nodePlatform } from '../../platform/index.ts'
 * import { segmentedJournal } from '../journal/index.ts'
 * import { seenNonces } from './index.ts'
 *
 * const { clock, crc32c } = nodePlatform()
 * const journal = segmentedJournal()({ files: new MemoryFiles(), crc32c, directory: '/local' })
 * await journal.start()
 *
 * const seen = seenNonces()({ journal, clock })
 * await seen.start()
 *
 * const [issuer, nonce] = [Uint8Array.of(1), Uint8Array.of(2)]
 * console.info(await seen.add(issuer, nonce, clock.nowMs() + 60_000)) // fresh
 * console.info(await seen.add(issuer, nonce, clock.nowMs() + 60_000)) // seen
 * ```
 */

import { ReplayWindow } from './replay-window.ts'
import type { SeenNonces, SeenNoncesComponents, SeenNoncesInit } from './interface.ts'

export {
  DEFAULT_NONCES_MAX, DEFAULT_NONCES_OF_NEW_MAX, DEFAULT_NONCES_PER_ISSUER_MAX, RECORD_TYPE_NONCE, RECORD_TYPE_NONCE_HORIZON
} from './constants.ts'
export { InvalidNonceError } from './errors.ts'
export { decodeHorizon, decodeNonce, encodeHorizon, encodeNonce } from './record.ts'
export type { HorizonRecord, NonceRecord } from './record.ts'
export type * from './interface.ts'

/** Describes a replay window; the answer makes one on a journal that is started. */
export function seenNonces (init: SeenNoncesInit = {}): (components: SeenNoncesComponents) => SeenNonces {
  return (components) => new ReplayWindow(components, init)
}
