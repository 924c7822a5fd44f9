import { equalBytes, toHex } from '../bytes/index.ts'
import { isStrictPublicKey } from './strict-key.ts'
import { isStrictSignature } from './strict-signature.ts'
import type { Verify } from './interface.ts'

/**
 * Keys whose verdict is kept, by default. One takes about 200 bytes.
 */
export const DEFAULT_STRICT_VERIFIER_KEYS_MAX = 4_096

/**
 * How a strict verifier is made.
 */
export interface StrictVerifierInit {
  /**
   * Most keys whose verdict is kept; the one unused longest is forgotten first.
   *
   * @default DEFAULT_STRICT_VERIFIER_KEYS_MAX
   */
  keysMax?: number
}

/**
 * Wraps the verifier of a platform so that all platforms give one verdict, because implementations of Ed25519 disagree:
 *
 * 1. lengths: 32 bytes of key, 64 of signature;
 * 2. S below the group order, R not of small order;
 * 3. the key canonical and of prime order, checked once for each key;
 * 4. the cofactorless equation, by the platform.
 *
 * Once 1 to 3 hold, the implementations agree on 4. The cheap checks stand first.
 *
 * @see https://hdevalence.ca/blog/2020-10-04-its-25519am
 */
export function createStrictVerifier (verify: Verify, init: StrictVerifierInit = {}): Verify {
  const keys = new KeyVerdicts(init.keysMax ?? DEFAULT_STRICT_VERIFIER_KEYS_MAX)

  return (publicKey, message, signature) => {
    if (!isStrictSignature(signature) || !keys.isStrict(publicKey)) {
      return false
    }

    return verify(publicKey, message, signature)
  }
}

/**
 * Remembers for the keys that were used last whether they are strict. Bad keys are kept too, so that repeating one
 * costs us a look-up only.
 */
class KeyVerdicts {
  readonly #verdicts = new Map<string, boolean>()
  readonly #keysMax: number
  /** The key that was asked about last: bundles come in runs of one author. */
  #last = { key: new Uint8Array(), verdict: false }

  constructor (keysMax: number) {
    this.#keysMax = keysMax
  }

  isStrict (key: Uint8Array): boolean {
    if (!equalBytes(key, this.#last.key)) {
      this.#last = { key: key.slice(), verdict: this.#verdictOn(key) }
    }

    return this.#last.verdict
  }

  #verdictOn (key: Uint8Array): boolean {
    const name = toHex(key)
    const known = this.#verdicts.get(name)
    const verdict = known ?? isStrictPublicKey(key)

    // A map keeps the order of insertion, so what is inserted again becomes the newest.
    this.#verdicts.delete(name)
    this.#verdicts.set(name, verdict)

    if (this.#verdicts.size > this.#keysMax) {
      const [oldest] = this.#verdicts.keys()
      this.#verdicts.delete(oldest)
    }

    return verdict
  }
}
