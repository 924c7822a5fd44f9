import { actKind, KIND_GENESIS, readAct, scopeUri } from '../../model/body/index.ts'
import { compareBytes, equalBytes } from '../../model/bytes/index.ts'
import { closedScopeId } from './scope-id.ts'
import type { Act, BundlePlace, Governing, GoverningKind } from './interface.ts'
import type { GenesisBody } from '../../model/body/index.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { CborMap } from '../../model/bytes/index.ts'
import type { Fact } from '../../model/fact/index.ts'

const KINDS: readonly GoverningKind[] = ['grant', 'revocation', 'scope-key']

/**
 * What a bundle says about the scope that it stands in. Malformed acts, and those that speak of another scope, say
 * nothing; so do facts that are gone.
 */
export function governingOf (bundle: Pick<Bundle, 'header' | 'hash' | 'decoded'>): Governing {
  const place = placeOf(bundle)
  const first = bundle.decoded.find(fact => fact != null)

  // Acts that govern stand alone, so one fact tells most bundles from theirs.
  if (first == null || actKind(first.kind) === undefined) {
    return { bundle: place, acts: [] }
  }

  const uri = scopeUri(bundle.header.scope)
  const genesis = genesisOf(bundle)

  const acts = bundle.decoded.flatMap((fact, index) => {
    return fact == null || fact.entity !== uri ? [] : KINDS.flatMap(kind => actOf(kind, fact, { bundle: place, index }))
  })

  return genesis === undefined ? { bundle: place, acts } : { bundle: place, genesis, acts }
}

/** Where a bundle stands. */
export function placeOf ({ header: { author, hlc, shard, lane, seq }, hash }: Pick<Bundle, 'header' | 'hash'>): BundlePlace {
  return { author, hlc, shard, lane, seq, hash }
}

/** Orders acts by (hybrid logical time, hash of the bundle, number of the fact): the order in which they are judged. */
export function compareActs (a: Act, b: Act): number {
  return a.bundle.hlc.wallMs - b.bundle.hlc.wallMs ||
    a.bundle.hlc.counter + a.index - (b.bundle.hlc.counter + b.index) ||
    compareBytes(a.bundle.hash, b.bundle.hash) ||
    a.index - b.index
}

/**
 * The genesis of the scope that a bundle stands in: fact 0 of the first bundle of a chain of the creator, and the scope id is derived
 * from its body.
 */
function genesisOf ({ header: { author, net, scope, seq }, decoded: [fact] }: Pick<Bundle, 'header' | 'decoded'>): GenesisBody | undefined {
  if (seq !== 1 || fact?.kind !== KIND_GENESIS || fact.entity !== scopeUri(scope)) {
    return undefined
  }

  const body = readAct('genesis', fact)

  // The body as it was signed, keys of later versions included, is what the id is derived from.
  return body !== undefined && body.net === net && equalBytes(body.creator, author) && equalBytes(closedScopeId(fact.extras.body as CborMap), scope)
    ? body
    : undefined
}

function actOf<K extends GoverningKind> (kind: K, fact: Fact, place: Pick<Act, 'bundle' | 'index'>): Act[] {
  const body = readAct(kind, fact)

  // The kind and its body come from one call, which the compiler cannot see through the mapped type.
  return body === undefined ? [] : [{ kind, body, ...place } as unknown as Act]
}
