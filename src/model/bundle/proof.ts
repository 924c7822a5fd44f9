import { equalBytes } from '../bytes/index.ts'
import { MalformedFactError, decodeFact } from '../fact/index.ts'
import { SIGNATURE_BYTES } from '../identity/index.ts'
import { HASH_BYTES, SALT_BYTES } from './constants.ts'
import { bundleRoot, expandSalt, factDigest } from './digest.ts'
import { MalformedBundleError, NoSuchFactError, TooLargeError, UnknownVersionError } from './errors.ts'
import { decodeHeader } from './header.ts'
import { verifyBundle } from './signature.ts'
import type { Bundle, BundleHeader, FactProof } from './interface.ts'
import type { Verify } from '../identity/index.ts'

/**
 * Collects what proves one fact alone. Of the other facts it gives away nothing but their digests.
 *
 * @throws {NoSuchFactError} when there is no fact at this place, or it is gone
 */
export function proveFact (bundle: Bundle, index: number): FactProof {
  const fact = bundle.facts[index]

  if (fact === undefined || fact === null) {
    throw new NoSuchFactError(index)
  }

  return {
    headerBytes: bundle.headerBytes,
    signature: bundle.signature,
    index,
    salt: factSalts(bundle)[index],
    fact,
    digests: bundle.digests.filter((_, i) => i !== index)
  }
}

/**
 * The salts of all facts at their places. A fact that is gone has none; an empty one stands in its place.
 */
export function factSalts ({ salts, facts }: Pick<Bundle, 'salts' | 'facts'>): Uint8Array[] {
  if (salts instanceof Uint8Array) {
    return expandSalt(salts, facts.length)
  }

  const left = salts.values()

  return facts.map(fact => fact === null ? new Uint8Array() : left.next().value ?? new Uint8Array())
}

/**
 * Whether the proof holds: the fact is one, it leads with the other digests to the root of the header, and the author
 * signed the header. Everything may come from outside; nothing makes it throw but a verifier that does.
 */
export async function checkFactProof (proof: FactProof, verify: Verify): Promise<boolean> {
  const header = isFormed(proof) ? headerOf(proof) : undefined

  if (header === undefined || header.count !== proof.digests.length + 1 || proof.index >= header.count) {
    return false
  }

  const digests = [...proof.digests]
  digests.splice(proof.index, 0, factDigest(proof.salt, proof.fact))

  return equalBytes(bundleRoot(digests), header.root) &&
    await verifyBundle({ header, headerBytes: proof.headerBytes, signature: proof.signature }, verify)
}

function isFormed ({ index, salt, signature, digests }: FactProof): boolean {
  return Number.isInteger(index) && index >= 0 && salt.length === SALT_BYTES && signature.length === SIGNATURE_BYTES &&
    digests.every(digest => digest.length === HASH_BYTES)
}

function headerOf ({ headerBytes, fact }: FactProof): BundleHeader | undefined {
  try {
    decodeFact(fact)

    return decodeHeader(headerBytes)
  } catch (err) {
    const refuses = [MalformedFactError, MalformedBundleError, TooLargeError, UnknownVersionError].some(type => err instanceof type)

    if (refuses) {
      return undefined
    }

    throw err
  }
}
