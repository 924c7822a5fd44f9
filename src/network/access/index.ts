/**
 * @packageDocumentation
 *
 * Request streams that open with a token: each side proves, for one stream, that it asks now and for which scopes. It
 * stands on the wire and on the gate of tokens; sync and fetch open their streams through it.
 *
 * The invariant: a stream whose token was refused has read and changed nothing else.
 *
 * @example Admit a stream
 *
 * ```TypeScript
 * import type { StreamAccess } from './index.ts'
 * import type { WireStream } from '../wire/index.ts'
 *
 * async function echo (access: StreamAccess, stream: WireStream): Promise<void> {
 *   const admitted = await access.admit(stream)
 *   const frame = await admitted.stream.read()
 *
 *   if (frame !== undefined) {
 *     await admitted.stream.write(frame)
 *   }
 * }
 * ```
 */

import { WireAccess } from './wire-access.ts'
import type { StreamAccess, StreamAccessComponents } from './interface.ts'

export { AccessEndedError, AccessRefusedError, MalformedRefusalError } from './errors.ts'
export { accessMetrics } from './metrics.ts'
export { decodeRefusal, encodeRefusal, isRefusal } from './refusal.ts'
export type { Refusal } from './refusal.ts'
export type * from './interface.ts'

/** Access to the streams of one node and its peers. */
export function streamAccess (components: StreamAccessComponents): StreamAccess {
  return new WireAccess(components)
}
