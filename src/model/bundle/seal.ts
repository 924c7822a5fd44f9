import { blake3, equalBytes } from '../bytes/index.ts'
import { SIGNATURE_BYTES } from '../identity/index.ts'
import { BUNDLE_FACTS_MAX, SALT_BYTES } from './constants.ts'
import { checkCompany, checkSize, decodeFacts, extOf } from './decode.ts'
import { bundleRoot, expandSalt, factDigest } from './digest.ts'
import { MalformedBundleError, TooLargeError } from './errors.ts'
import { readFrame, writeFrame } from './frame.ts'
import { encodeHeader } from './header.ts'
import { signingBytes } from './signature.ts'
import type { Bundle, BundleContent, BundleDraft } from './interface.ts'
import type { Signer } from '../identity/index.ts'

/**
 * Makes a bundle of encoded facts: salts and hashes them, completes the header, and signs it. With a signer that
 * answers at once, so does this.
 *
 * @throws {MalformedBundleError} when a field of the draft breaks a rule, the signer is not the author, or facts that
 * govern a scope stand beside others
 * @throws {TooLargeError} when there are too many facts or too many bytes of them
 */
export function sealBundle (draft: BundleDraft, content: BundleContent, signer: Signer): Promise<Bundle> | Bundle {
  checkContent(draft, content, signer)

  const salts = expandSalt(content.salt, content.facts.length)
  const digests = content.facts.map((fact, i) => factDigest(salts[i], fact))
  const decoded = content.decoded ?? decodeFacts(content.facts)
  const header = { ...draft, count: digests.length, root: bundleRoot(digests), ext: extOf(draft, decoded) }
  const headerBytes = encodeHeader(header)

  checkCompany(header, decoded)

  const finish = (signature: Uint8Array): Bundle => {
    const bytes = writeFrame({ headerBytes, signature: checkedSignature(signature), salts: content.salt, facts: content.facts, digests })
    const frame = readFrame(bytes)

    checkSize(bytes, frame)

    return { ...frame, header, hash: blake3(headerBytes), decoded, digests, bytes }
  }

  const signature = signer.sign(signingBytes(headerBytes))

  return signature instanceof Uint8Array ? finish(signature) : signature.then(finish)
}

function checkContent ({ author }: BundleDraft, { facts, salt, decoded }: BundleContent, { publicKey }: Signer): void {
  if (facts.length > BUNDLE_FACTS_MAX) {
    throw new TooLargeError('facts', BUNDLE_FACTS_MAX)
  }

  if (decoded !== undefined && decoded.length !== facts.length) {
    throw new MalformedBundleError('count', `${decoded.length} decoded facts for ${facts.length} encoded ones`)
  }

  if (salt.length !== SALT_BYTES) {
    throw new MalformedBundleError('salt', `it has ${salt.length} bytes, not ${SALT_BYTES}`)
  }

  if (!equalBytes(author, publicKey)) {
    throw new MalformedBundleError('signature', 'the signer is not the author')
  }
}

function checkedSignature (signature: Uint8Array): Uint8Array {
  if (signature.length !== SIGNATURE_BYTES) {
    throw new MalformedBundleError('signature', `it has ${signature.length} bytes, not ${SIGNATURE_BYTES}`)
  }

  return signature
}
