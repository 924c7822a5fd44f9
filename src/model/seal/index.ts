/**
 * @packageDocumentation
 *
 * What keeps a closed scope closed where others can listen: its numbered keys, the boxes in which members get them, the
 * names of its topics, and the payloads in them. It stands on `model/bytes` and `model/identity`; random bytes and times are
 * passed in, and secret keys stay behind {@link KeyAgreement}.
 *
 * The invariant: bytes open for who holds the key of that scope and number, or for the receiver of that box, and for
 * nobody else; whoever cannot open them learns no reason.
 *
 * @example Give a member a key, and seal a message under it
 *
 * ```TypeScript
 * import { boxScopeKey, openScopeBox, sealPayload, type KeyAgreement, type ScopeKey } from './index.ts'
 *
 * function share (scopeKey: ScopeKey, [admin, member]: KeyAgreement[], random: (length: number) => Uint8Array): Uint8Array | undefined {
 *   const box = boxScopeKey(scopeKey, admin, { receiver: member.publicKey, nonce: random(24) })
 *   const opened = box && openScopeBox(box, member, { ...scopeKey, sender: admin.publicKey })
 *
 *   return opened && sealPayload(new TextEncoder().encode('hello'), opened, random(24))
 * }
 * ```
 */

export { boxScopeKey, openScopeBox } from './box.ts'
export {
  KEYS_OF_NUMBER_MAX, NONCE_BYTES, NUMBERS_TRIED_MAX, OLD_KEY_MS, PAYLOAD_BYTES_MAX, SCOPE_BOX_BYTES, SCOPE_KEY_BYTES,
  SEALED_MESSAGE_BYTES_MAX
} from './constants.ts'
export { SealedMessageSizeError } from './errors.ts'
export { keyRing, openNewestBoxes } from './key-ring.ts'
export { openPayload, readPayload, sealPayload } from './payload.ts'
export { topicTag } from './topic.ts'
export type * from './interface.ts'
export type { BoxOptions, BoxOrigin } from './box.ts'
export type { ScopeBox } from './key-ring.ts'
