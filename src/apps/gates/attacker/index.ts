/**
 * @packageDocumentation
 *
 * An attacker for the gates: a peer that speaks the protocols by hand and signs whatever it likes. It stands on the rooms
 * below, because no public door lets anybody say what it says here.
 *
 * The invariant: it has no way into a node but the connections that every peer has.
 *
 * @example Push a bundle whose source belongs to somebody else
 *
 * ```TypeScript
 * import { PUBLIC_SCOPE, RawPeer } from './index.ts'
 *
 * async function attack (address: string): Promise<void> {
 *   const peer = await RawPeer.connect(address)
 *   const { bytes } = await peer.bundle({ scope: PUBLIC_SCOPE, source: 'stigmem://node-c/user/alice' })
 *   const answer = await peer.run({ token: await peer.token(PUBLIC_SCOPE), scope: PUBLIC_SCOPE, bundles: [bytes] })
 *
 *   console.info(answer.declines)
 *   await peer.stop()
 * }
 * ```
 */

export { UnheardError } from './errors.ts'
export { someNonce } from './forger.ts'
export { RawPeer } from './raw-peer.ts'
export { PUBLIC_SCOPE, scopeOfTicket } from './scopes.ts'
export type * from './interface.ts'
