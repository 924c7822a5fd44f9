import { deriveHash, encodeCanonical } from '../bytes/index.ts'
import { valueToList } from './value.ts'
import type { Fact } from './interface.ts'

const hashClaim = deriveHash('factmesh claim v1')

/**
 * Names what a fact claims, whoever says it and however sure they are: the BLAKE3 hash, derived under
 * `factmesh claim v1`, of the canonical list [entity, relation, value]. Facts of one claim never contradict each other.
 * It is computed locally and never travels.
 *
 * @returns 32 bytes
 */
export function claimKey (fact: Pick<Fact, 'entity' | 'relation' | 'value'>): Uint8Array {
  return hashClaim(encodeCanonical([fact.entity, fact.relation, valueToList(fact.value)]))
}
