import { RIGHTS } from '../../../model/body/index.ts'
import { toHex } from '../../../model/bytes/index.ts'
import { compareActs } from '../governing.ts'
import { AuthorRecord } from './author-record.ts'
import type { Act, BundlePlace, Forks, Standing } from '../interface.ts'

/** Below every stamp: nothing that the creator wrote comes before its rights. */
const BEFORE_ALL = { wallMs: -1, counter: 0 }

const NOBODY: Standing = { isEffective: false, names: [], has: () => false }

/**
 * What the public scope allows everybody: to read and to write. Names are a matter of the name table there.
 */
export const OPEN_STANDING: Standing = { isEffective: true, names: [], has: right => right === 'read' || right === 'write' }

/**
 * What the acts of a closed scope come to.
 */
export interface ScopeEffect {
  /** The acts that have effect, in the order in which they were judged. */
  readonly acts: readonly Act[]
  /** Judges an act that comes behind all that were judged; false when it does not, and only a new effect can tell. */
  grow (act: Act): boolean
  /** What the author of a bundle might do there. */
  standingAt (bundle: BundlePlace): Standing
  /** What a peer may do at a moment in milliseconds since 1970. */
  standingNow (peer: Uint8Array, nowMs: number): Standing
}

/**
 * Judges the acts of a scope in one pass, in ascending (hybrid logical time, hash, index), each by those before it: an
 * act has effect when its author has `admin` there. So a revocation undoes no act before it, two admins who revoke
 * each other do not both succeed, and the same acts come to the same whatever the order in which they are handed over.
 * It takes O(n log n).
 *
 * @param creator - the key of the creator, who may do everything from the start
 * @param acts - of bundles that belong to the tree, in any order
 * @param forks - what is known of chains with two bundles at one place; absent means there are none
 */
export function judgeActs (creator: Uint8Array, acts: Iterable<Act>, forks?: Forks): ScopeEffect {
  const records = new Map<string, AuthorRecord>()
  recordOf(records, creator).grant({ rights: RIGHTS, names: [] }, BEFORE_ALL)
  const sorted = [...acts].sort(compareActs)
  const effective = sorted.filter(act => takeEffect(records, act, forks))
  let last = sorted.at(-1)

  return {
    acts: effective,
    grow: act => {
      const isBehind = last === undefined || compareActs(last, act) < 0

      if (isBehind) {
        last = act
        effective.push(...takeEffect(records, act, forks) ? [act] : [])
      }

      return isBehind
    },
    standingAt: bundle => records.get(toHex(bundle.author))?.at(bundle, forks) ?? NOBODY,
    standingNow: (peer, nowMs) => records.get(toHex(peer))?.now(nowMs) ?? NOBODY
  }
}

function takeEffect (records: Map<string, AuthorRecord>, { kind, body, bundle, index }: Act, forks?: Forks): boolean {
  if (records.get(toHex(bundle.author))?.at(bundle, forks).has('admin') !== true) {
    return false
  }

  if (kind === 'grant') {
    recordOf(records, body.peer).grant(body, { wallMs: bundle.hlc.wallMs, counter: bundle.hlc.counter + index })
  } else if (kind === 'revocation') {
    recordOf(records, body.peer).revoke(body)
  }

  return true
}

function recordOf (records: Map<string, AuthorRecord>, peer: Uint8Array): AuthorRecord {
  const key = toHex(peer)
  const record = records.get(key) ?? new AuthorRecord()
  records.set(key, record)

  return record
}
