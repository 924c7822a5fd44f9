import { factId, sealBundle } from '../../../model/bundle/index.ts'
import { fromBase32, toBase64url } from '../../../model/bytes/index.ts'
import { createFact, encodeFact } from '../../../model/fact/index.ts'
import { peerIdText } from '../../../model/identity/index.ts'
import { signToken, STREAM_TOKEN_LIFE_MS_MAX } from '../../../model/token/index.ts'
import { platform } from '../../../platform/index.ts'
import type { BundleWish, ForgedBundle, TokenWish } from './interface.ts'
import type { Signer } from '../../../model/identity/index.ts'

const SECOND_MS = 1_000
const LANE_BYTES = 8
const SALT_BYTES = 16
const NONCE_BYTES = 16

/** A nonce for a token. */
export function someNonce (): string {
  return toBase64url(platform().random.bytes(NONCE_BYTES))
}

/** Makes what a compromised peer can make: everything that its key can sign, whether it may say it or not. */
export class Forger {
  private readonly signer: Signer
  private readonly net: string

  constructor (signer: Signer, net: string) {
    this.signer = signer
    this.net = net
  }

  /** A bundle with one fact, in order but for what is wished: signed, in a lane of its own, stamped now. */
  async bundle ({ scope, source = `stigmem://${peerIdText(this.signer.publicKey)}/node/self` }: BundleWish): Promise<ForgedBundle> {
    const { clock, random } = platform()
    const fact = createFact({ entity: 'test:forged', relation: 'test:value', value: { type: 'string', v: 'forged' }, source })
    const draft = {
      net: this.net,
      scope: fromBase32(scope),
      shard: 0,
      author: this.signer.publicKey,
      lane: random.bytes(LANE_BYTES),
      seq: 1,
      prev: null,
      hlc: { wallMs: clock.nowMs(), counter: 0 },
      parents: [],
      parentsTruncated: false,
      ext: {}
    }

    const { bytes, hash } = await sealBundle(draft, { facts: [encodeFact(fact)], salt: random.bytes(SALT_BYTES), decoded: [fact] }, this.signer)

    return { bytes, fact: factId(hash, 0) }
  }

  /** A token for one stream to a peer, in order but for what is wished. */
  async token (audience: string, scope: string, { ageMs = 0, lifeMs = STREAM_TOKEN_LIFE_MS_MAX, nonce = someNonce() }: TokenWish = {}): Promise<string> {
    const issuedMs = Math.floor((platform().clock.nowMs() - ageMs) / SECOND_MS) * SECOND_MS

    return signToken({ audience, issuedMs, expiresMs: issuedMs + lifeMs, nonce, scopes: [fromBase32(scope)] }, this.signer)
  }
}
