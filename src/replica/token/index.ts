/**
 * @packageDocumentation
 *
 * Request tokens at work: a gate that judges those of others and uses each up once, and a source of our own that renews
 * them in time. It joins `model/token`, the replay window of `storage/seen` and the audit log; whoever opens or answers
 * streams and requests stands on it. `docs/protocols/token.md` is the contract.
 *
 * The invariant: a nonce of an issuer opens at most one thing, ever, and no refusal leaves anything behind but an entry of
 * the audit log and a counter.
 *
 * @example Let a peer in once
 *
 * ```TypeScript
 * import { tokenGate, tokenSource } from './index.ts'
 * import type { TokenGateComponents, TokenSourceComponents } from './index.ts'
 *
 * async function open (ours: TokenSourceComponents, theirs: TokenGateComponents, scope: Uint8Array): Promise<void> {
 *   const token = await tokenSource(ours).lease(theirs.publicKey, [scope]).renew() ?? ''
 *   const gate = tokenGate(theirs)
 *
 *   console.info(await gate.admit(token, { carrier: ours.signer.publicKey })) // accept
 *   console.info(await gate.admit(token, { carrier: ours.signer.publicKey })) // reject: nonce_already_seen
 * }
 * ```
 */

import { peerIdText } from '../../model/identity/index.ts'
import { SingleUseGate } from './single-use-gate.ts'
import { StreamLease } from './stream-lease.ts'
import type { TokenGate, TokenGateComponents, TokenSource, TokenSourceComponents } from './interface.ts'

export { TOKEN_LIFE_MS, TOKEN_MARGIN_MS } from './constants.ts'
export type * from './interface.ts'

/** A gate for the tokens of others. */
export function tokenGate (components: TokenGateComponents): TokenGate {
  return new SingleUseGate(components)
}

/** A source of tokens of our own. */
export function tokenSource (components: TokenSourceComponents): TokenSource {
  return { lease: (audience, scopes) => new StreamLease(components, { audience: peerIdText(audience), scopes }) }
}
