import { actMap, KIND_DECLARATION, readAct, scopeUri } from '../../../model/body/index.ts'
import { CONFIDENCE_ONE } from '../../../model/fact/index.ts'
import { LOCAL_SCOPE } from '../../../policy/scope/index.ts'
import { RECORD_TYPE_PEER_STATE } from '../constants.ts'
import { keyedCodec } from '../keyed.ts'
import { mapOf } from '../local.ts'
import type { DeclarationBody } from '../../../model/body/index.ts'
import type { CborMap } from '../../../model/bytes/index.ts'
import type { Fact } from '../../../model/fact/index.ts'
import type { PeerDecision, PeerRecord } from '../../../policy/scope/index.ts'

const DECISIONS: readonly string[] = ['undecided', 'accepted', 'rejected', 'revoked', 'blocked'] satisfies PeerDecision[]

/** What a declaration stands in. It is read as out of a fact, so that the rules of its form hold on the way back from the disk too. */
const CARRIER: Fact = {
  kind: KIND_DECLARATION,
  entity: scopeUri(LOCAL_SCOPE),
  relation: 'factmesh:declaration',
  value: { type: 'null', v: null },
  source: scopeUri(LOCAL_SCOPE),
  confidence: CONFIDENCE_ONE,
  extras: {}
}

/** The records of peers: map `{ decision, reason, declaration? }`, the declaration as its body is signed; the key is the peer id, base36 text. */
export const peerStateCodec = keyedCodec<PeerRecord>({
  type: RECORD_TYPE_PEER_STATE,
  toMap: ({ decision, reason, declaration }) => ({ decision, reason, ...declaration == null ? {} : { declaration: actMap('declaration', declaration) } }),
  fromCbor: value => {
    const { decision, reason, declaration } = mapOf(value) ?? {}
    const body = mapOf(declaration)
    const read = body == null ? undefined : declarationOf(body)

    return isDecision(decision) && typeof reason === 'string' && (declaration === undefined || read != null)
      ? { decision, reason, ...read == null ? {} : { declaration: read } }
      : undefined
  }
})

function declarationOf (body: CborMap): DeclarationBody | undefined {
  return readAct('declaration', { ...CARRIER, extras: { body } })
}

function isDecision (value: unknown): value is PeerDecision {
  return typeof value === 'string' && DECISIONS.includes(value)
}
