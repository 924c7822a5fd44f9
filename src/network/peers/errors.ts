import type { PeerCommand, PeerDecision } from '../../policy/scope/index.ts'

/** A command of the operator does not apply to a peer as it stands. Nothing changed. */
export class PeerDecisionError extends Error {
  static name = 'PeerDecisionError'
  public readonly peer: string
  public readonly command: PeerCommand
  /** What the operator made of the peer before. */
  public readonly decision: PeerDecision

  constructor (peer: string, command: PeerCommand, decision: PeerDecision) {
    super(`The command "${command}" does not apply to a peer that is ${decision}`)
    this.name = 'PeerDecisionError'
    this.peer = peer
    this.command = command
    this.decision = decision
  }
}
