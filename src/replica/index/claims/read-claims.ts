import { equalBytes } from '../../../model/bytes/index.ts'
import { CLAIMANT_BYTES } from '../constants.ts'
import { IndexCorruptError } from '../errors.ts'
import { rangeOf, textsOf } from '../keys.ts'
import { hasOneClaimant, hasRivals, VERSION_AT } from './claim-row.ts'
import { decodeVersion } from './version.ts'
import type { KVRange } from '../../../storage/kv/interface.ts'
import type { Claim, ClaimGroup } from '../interface.ts'
import type { IndexStore } from '../store/interface.ts'

/** The claims behind group keys, in the order of the keys; none for a key without an entry. */
export async function readClaims (store: IndexStore, keys: readonly Uint8Array[]): Promise<Claim[][]> {
  const rows = keys.length === 1 ? [await store.get(keys[0])] : await store.getMany(keys)
  const groups: Claim[][] = []

  for (const [i, row] of rows.entries()) {
    if (row == null) {
      groups.push([])
    } else {
      groups.push(hasRivals(row) ? await readRivals(store, keys[i]) : [oneClaim(row)])
    }
  }

  return groups
}

/** The claims behind a group key, when one lookup on the caller's thread tells them. */
export function readClaimsNow (store: Pick<IndexStore, 'getNow'>, key: Uint8Array): Claim[] | undefined {
  const row = store.getNow(key)

  if (row == null) {
    return row === null ? [] : undefined
  }

  return hasRivals(row) ? undefined : [oneClaim(row)]
}

/** The groups of a range of claims, in the order of their keys. The range begins with a group, not within one. */
export async function * readGroups (store: IndexStore, range: KVRange): AsyncGenerator<ClaimGroup> {
  let group: ClaimGroup | undefined

  for await (const [key, row] of store.entries(range)) {
    if (group != null && isRivalOf(group.key, key)) {
      group.claims.push({ claimant: key.subarray(group.key.length), version: decodeVersion(row) })
      continue
    }

    if (group != null) {
      yield group
    }

    const [entity, relation] = textsOf(key)
    group = { key, entity, relation, claims: hasRivals(row) ? [] : [oneClaim(row)] }
  }

  if (group != null) {
    yield group
  }
}

async function readRivals (store: IndexStore, groupKey: Uint8Array): Promise<Claim[]> {
  const claims: Claim[] = []

  for await (const [key, row] of store.entries({ gt: groupKey, lt: rangeOf(groupKey).lt })) {
    claims.push({ claimant: key.slice(groupKey.length), version: decodeVersion(row) })
  }

  return claims
}

function oneClaim (row: Uint8Array): Claim {
  if (!hasOneClaimant(row)) {
    throw new IndexCorruptError('claim')
  }

  return { claimant: row.subarray(1, VERSION_AT), version: decodeVersion(row.subarray(VERSION_AT)) }
}

/** Whether a key is a group key and a claimant behind it. */
function isRivalOf (groupKey: Uint8Array, key: Uint8Array): boolean {
  return key.length === groupKey.length + CLAIMANT_BYTES && equalBytes(key.subarray(0, groupKey.length), groupKey)
}
