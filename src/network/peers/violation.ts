import { factId } from '../../model/bundle/index.ts'
import { toBase32, toHex } from '../../model/bytes/index.ts'
import type { PeerRights } from './interface.ts'
import type { Direction } from '../../policy/scope/index.ts'
import type { AuditLog } from '../../replica/audit/index.ts'
import type { PeerText } from '../wire/index.ts'
import type { Logger } from '@libp2p/interface'

/** Something that a peer tried and may not do. */
export interface Violation {
  readonly direction: Direction
  readonly peer: PeerText
  /** Scope id, 32 bytes; undefined where the peer did not say which one. */
  readonly scope: Uint8Array | undefined
  /** Hash of the bundle that the peer brought, where it is known. */
  readonly hash?: Uint8Array
  /** False when the request token of the peer does not name the scope. */
  readonly isNamed?: boolean
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
export function noteViolation ({ audit, rights, log }: ViolationComponents, { direction, hash, isNamed, peer, scope, via }: Violation): void {
  const refusals = scope === undefined ? [] : rights?.refusals(direction, peer, scope) ?? []
  const reasons = [...refusals, ...isNamed === false ? ['not_in_token'] : []]
  const reason = reasons.length === 0 ? 'scope_violation' : reasons.join(' ')

  const detail = { via, direction, ...hash && { hash: toHex(hash), fact: factId(hash, 0) } }

  // fault-point gate.violation-noted-twice: audit?.append({ type: 'scope_violation', peer, scope: scope && toBase32(scope), reason }).catch(() => {})
  audit?.append({ type: 'scope_violation', peer, scope: scope && toBase32(scope), reason, detail }).catch((error: Error) => {
    log.error('a violation of %s could not be noted - %e', peer, error)
  })
}
