import { toBase32 } from '../../model/bytes/index.ts'
import type { PeerRights } from './interface.ts'
import type { Direction } from '../../policy/scope/index.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** Something that a peer tried and may not do. */
export interface Violation {
  readonly direction: Direction
  readonly peer: PeerText
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  /** By which protocol. */
  readonly via: 'gossip' | 'fetch' | 'sync'
}

/** Where a violation is noted; parts that are absent add nothing. */
export interface ViolationComponents {
  readonly audit?: Pick<AuditLog, 'append'>
  readonly rights?: Pick<PeerRights, 'refusals'>
  readonly log: Logger
}

/** Notes in our audit log, and nowhere else, that a peer went beyond its rights, and why they do not cover it. Nobody waits for it. */
export function noteViolation ({ audit, rights, log }: ViolationComponents, { direction, peer, scope, via }: Violation): void {
  const refusals = rights?.refusals(direction, peer, scope) ?? []
  const reason = refusals.length > 0 ? refusals.join(' ') : 'not_in_token'

  audit?.append({ type: 'scope_violation', peer, scope: toBase32(scope), reason, detail: { via, direction } }).catch((error: Error) => {
    log.error('a violation of %s could not be noted - %e', peer, error)
  })
}
