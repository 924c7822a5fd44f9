/**
 * @packageDocumentation
 *
 * Request tokens: a short-lived text that a peer signs to open one stream or make one request at one other peer. It stands
 * on `model/bytes` and `model/identity`; nonces are remembered by `storage/seen`, and `replica/token` joins both.
 * `docs/protocols/token.md` is the contract.
 *
 * The invariant: one algorithm, one header, one spelling of each part; what a token is good for is in its signed claims
 * alone, and a claim that is not known makes it worthless.
 *
 * @example Make a token and take it apart
 *
 * ```TypeScript
 * import { nodePlatform } from '../../platform/index.ts'
 * import { peerIdText } from '../identity/index.ts'
 * import { decodeToken, signToken } from './index.ts'
 *
 * const { ed25519 } = nodePlatform()
 * const signer = ed25519.signer(new Uint8Array(32))
 * const token = await signToken({
 *   audience: peerIdText(signer.publicKey),
 *   issuedMs: 1_767_225_600_000,
 *   expiresMs: 1_767_225_900_000,
 *   nonce: 'AAECAwQFBgcICQoLDA0ODw',
 *   scopes: [new Uint8Array(32)]
 * }, signer)
 *
 * console.info(decodeToken(token))
 * ```
 */

export { decodeToken, signToken } from './codec.ts'
export { TOKEN_CODES } from './code.ts'
export {
  HTTP_TOKEN_LIFE_MS_MAX, NONCE_KEPT_MS_MIN, STREAM_TOKEN_LIFE_MS_MAX, TOKEN_CHARACTERS_MAX, TOKEN_HEADER, TOKEN_LEEWAY_MS, TOKEN_SCOPES_MAX
} from './constants.ts'
export { InvalidClaimsError } from './errors.ts'
export { judgeClaims, tokenEndMs } from './judge.ts'
export type { TokenCode } from './code.ts'
export type * from './interface.ts'
