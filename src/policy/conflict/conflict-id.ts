import { deriveHash, encodeCanonical, fromBase32, toBase32 } from '../../model/bytes/index.ts'

const hashConflict = deriveHash('factmesh conflict v1')
const hashEquivocation = deriveHash('factmesh equivocation v1')

/** Bytes of an id: nobody finds two triples with one id on purpose for less than 2^64 hashes. */
const ID_BYTES = 16

/** 16 bytes in base32. */
const CONFLICT_TEXT = /^[a-z2-7]{26}$/

/**
 * Names everything that is said about one entity and relation of a scope: the beginning of the BLAKE3 hash, derived
 * under `factmesh conflict v1`, of the canonical list [scope, entity, relation].
 *
 * @param scope - id of the scope, 32 bytes
 * @param entity - in normal form
 * @returns 16 bytes, the same on every node
 */
export function conflictId (scope: Uint8Array, entity: string, relation: string): Uint8Array {
  return hashConflict(encodeCanonical([scope, entity, relation])).slice(0, ID_BYTES)
}

/**
 * Names a place in a chain at which several bundles stand: the beginning of the BLAKE3 hash, derived under
 * `factmesh equivocation v1`, of the canonical list [scope, author, lane, seq].
 *
 * @param scope - id of the scope, 32 bytes
 * @returns 16 bytes, the same on every node
 */
export function equivocationId (scope: Uint8Array, { author, lane, seq }: { readonly author: Uint8Array, readonly lane: Uint8Array, readonly seq: number }): Uint8Array {
  return hashEquivocation(encodeCanonical([scope, author, lane, seq])).slice(0, ID_BYTES)
}

/** What the entities of facts about a conflict begin with; its id as text follows. */
export const CONFLICT_ENTITY_START = 'stigmem:conflict:'

/** The id as people and URIs spell it, 26 base32 characters. */
export function conflictText (id: Uint8Array): string {
  return toBase32(id)
}

/** Reads what {@link conflictText} spells. Every other text is undefined, so a conflict has one id. */
export function parseConflictText (text: string): Uint8Array | undefined {
  if (!CONFLICT_TEXT.test(text)) {
    return undefined
  }

  try {
    return fromBase32(text)
  } catch {
    // Spare bits of the last character are set.
    return undefined
  }
}
