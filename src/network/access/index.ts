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
 * const scopesOf = async (access: StreamAccess, stream: WireStream): Promise<readonly Uint8Array[]> => (await access.admit(stream)).scopes
 * ```
 */

export type * from './interface.ts'
