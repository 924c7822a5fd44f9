import { bundleId } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { decodePlace } from '../index/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { AbsentBundle, ScopeStatus } from '../interface.ts'

/** Absent bundles of a scope that are shown one by one. */
const SHOWN_MAX = 16

const NONE: readonly AbsentBundle[] = []

/** How many bundles are named in a scope and are not here, and some of them. */
export function absentIn ({ absent, scopeNumber }: { readonly absent: FactIndex['absent'], readonly scopeNumber: number | undefined }): Pick<ScopeStatus, 'absent' | 'absentBundles'> {
  const count = scopeNumber == null ? 0 : absent.countIn(scopeNumber)

  return { absent: count, absentBundles: count === 0 ? NONE : [...absent.firstIn(scopeNumber ?? 0, SHOWN_MAX)].map(shown) }
}

function shown ({ isPrevious, parent, place, receivedMs }: ReturnType<FactIndex['absent']['all']>[number]): AbsentBundle {
  const { author, lane, seq } = decodePlace(place)

  return {
    id: bundleId(parent),
    as: isPrevious ? 'previous' : 'parent',
    namedBy: { author: peerIdText(author), lane: toHex(lane), seq },
    sinceMs: receivedMs
  }
}
