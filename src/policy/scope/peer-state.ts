import { hearDeclaration, isLive } from './declarations.ts'
import type { DeclarationVerdict } from './declarations.ts'
import type { PeerCommand, PeerDecision, PeerQuestion, PeerRecord, PeerStanding, PendingReason } from './interface.ts'
import type { DeclarationBody } from '../../model/body/index.ts'

/** A peer of which nothing is known. */
export const NEW_PEER: PeerRecord = { decision: 'undecided', reason: '' }

/** Where each command leads from. A revoked or blocked peer comes back in two steps, so that no slip of the hand brings it back. */
const STEPS: { readonly [D in PeerDecision]: Partial<Record<PeerCommand, PeerDecision>> } = {
  undecided: { accept: 'accepted', reject: 'rejected', revoke: 'revoked', block: 'blocked' },
  accepted: { reject: 'rejected', revoke: 'revoked', block: 'blocked' },
  rejected: { accept: 'accepted', revoke: 'revoked', block: 'blocked' },
  revoked: { reinstate: 'undecided', block: 'blocked' },
  blocked: { unblock: 'undecided', revoke: 'revoked' }
}

/** The record after a command of the operator, or undefined when the command does not apply to the peer as it stands. */
export function decidePeer (record: PeerRecord, command: PeerCommand, reason = ''): PeerRecord | undefined {
  const decision = STEPS[record.decision][command]

  return decision === undefined ? undefined : { ...record, decision, reason }
}

/**
 * The record after the peer declared something, with the verdict on that. Of a peer that is rejected, revoked or blocked
 * nothing is heard.
 */
export function declarePeer (record: PeerRecord, incoming: DeclarationBody, nowMs: number): { verdict: DeclarationVerdict | 'not_heard', record: PeerRecord } {
  if (record.decision !== 'undecided' && record.decision !== 'accepted') {
    return { verdict: 'not_heard', record }
  }

  const { verdict, held } = hearDeclaration(record.declaration, incoming, nowMs)

  return { verdict, record: held === record.declaration ? record : { ...record, declaration: held } }
}

/** How a peer stands now. It is active when it was approved and both sides declare something that is not over. */
export function peerStanding (record: PeerRecord, question: PeerQuestion): PeerStanding {
  const { decision, reason } = record

  if (decision !== 'undecided' && decision !== 'accepted') {
    return { state: decision, reason }
  }

  const lack = lackOf(record, question)

  return lack === undefined ? { state: 'active', reason } : { state: 'pending', reason: lack }
}

function lackOf ({ decision, declaration }: PeerRecord, { ours, approval, nowMs }: PeerQuestion): PendingReason | undefined {
  if (ours === undefined || !isLive(ours, nowMs)) {
    return 'we_declare_nothing'
  }

  if (declaration === undefined) {
    return 'peer_declares_nothing'
  }

  if (!isLive(declaration, nowMs)) {
    return 'declaration_expired'
  }

  return decision === 'accepted' || approval === 'automatic' ? undefined : 'waits_for_operator'
}
