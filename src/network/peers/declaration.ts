import { actFact, readAct, scopeUri } from '../../model/body/index.ts'
import { decodeBundle, sealBundle, verifyBundle } from '../../model/bundle/index.ts'
import { equalBytes } from '../../model/bytes/index.ts'
import { encodeFact } from '../../model/fact/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { LOCAL_SCOPE } from '../../policy/scope/index.ts'
import { DECLARATION_BYTES_MAX } from './constants.ts'
import type { DeclarationBody } from '../../model/body/index.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Signer, Verify } from '../../model/identity/index.ts'
import type { Clock, Random } from '../../platform/interface.ts'

const LANE_BYTES = 8
const SALT_BYTES = 16

/** What a declaration is signed with. */
export interface DeclarationInit {
  readonly net: string
  readonly signer: Signer
  readonly clock: Pick<Clock, 'nowMs'>
  readonly random: Pick<Random, 'bytes'>
}

/** What a declaration has to fit. */
export interface DeclarationRules {
  readonly net: string
  /** Public key that the connection proved, 32 bytes. */
  readonly author: Uint8Array
  readonly verify: Verify
}

/** Why a declaration is not heard, whatever it says. */
export type DeclarationFlaw = 'declaration_malformed' | 'declaration_of_another' | 'declaration_wrong_network' | 'invalid_signature'

/**
 * Signs a declaration: a bundle with one fact of kind 2 in the scope `local`, which no node takes from another, so nobody
 * can pass it on as content; alone in a lane of its own.
 */
export async function sealDeclaration (body: DeclarationBody, { net, signer, clock, random }: DeclarationInit): Promise<Uint8Array> {
  const author = signer.publicKey
  const fact = actFact('declaration', { body, entity: scopeUri(LOCAL_SCOPE), source: `stigmem://${peerIdText(author)}/node/self` })
  const draft = {
    net,
    scope: LOCAL_SCOPE,
    shard: 0,
    author,
    lane: random.bytes(LANE_BYTES),
    seq: 1,
    prev: null,
    hlc: { wallMs: clock.nowMs(), counter: 0 },
    parents: [],
    parentsTruncated: false,
    ext: {}
  }

  return (await sealBundle(draft, { facts: [encodeFact(fact)], salt: random.bytes(SALT_BYTES), decoded: [fact] }, signer)).bytes
}

/** What a declaration says, or why it is not heard: its form first, then whose it is, and the signature last. */
export async function openDeclaration (bytes: Uint8Array, { net, author, verify }: DeclarationRules): Promise<DeclarationBody | DeclarationFlaw> {
  const bundle = decode(bytes)
  const body = bundle === undefined ? undefined : bodyOf(bundle)

  if (bundle === undefined || body === undefined) {
    return 'declaration_malformed'
  }

  if (!equalBytes(bundle.header.author, author)) {
    return 'declaration_of_another'
  }

  if (bundle.header.net !== net) {
    return 'declaration_wrong_network'
  }

  return await verifyBundle(bundle, verify) ? body : 'invalid_signature'
}

function decode (bytes: Uint8Array): Bundle | undefined {
  if (bytes.length > DECLARATION_BYTES_MAX) {
    return undefined
  }

  try {
    return decodeBundle(bytes)
  } catch {
    return undefined // Whatever is wrong with its form, it is no declaration.
  }
}

function bodyOf ({ header, decoded: [fact, ...rest] }: Bundle): DeclarationBody | undefined {
  const { scope, shard, seq, parents } = header
  const standsAlone = equalBytes(scope, LOCAL_SCOPE) && shard === 0 && seq === 1 && parents.length === 0 && rest.length === 0

  return standsAlone && fact?.entity === scopeUri(LOCAL_SCOPE) ? readAct('declaration', fact) : undefined
}
