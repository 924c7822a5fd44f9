import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { compareHlc } from '../../model/hlc/index.ts'
import { contested } from '../../policy/conflict/index.ts'
import { BUNDLE_KEY_BYTES } from '../index/index.ts'
import { readU16 } from '../record/index.ts'
import { OUTCOMES_MAX } from './constants.ts'
import type { CompiledQuery } from './compiled-query.ts'
import type { FactReader, StoredFact } from './fact-reader.ts'
import type { MissingBundles } from './search/missing-bundles.ts'
import type { Hlc } from '../../model/hlc/index.ts'
import type { Lens } from '../../policy/lens/index.ts'
import type { Claim, IndexReader, Version } from '../index/index.ts'

/** One version that answers for its claimant. */
export interface Answer extends Claim {
  readonly contradicted: boolean
  /** False when a newer version stands in the index that the query does not look at. */
  readonly current: boolean
}

/** What the resolver stands on. */
export interface ResolverComponents {
  readonly index: IndexReader
  readonly reader: FactReader
  /** Takes note of bundles that an outcome had to be found without. */
  readonly missing?: MissingBundles
}

/** The part of a query that decides between versions and claimants. */
export type Resolution = Pick<CompiledQuery, 'asOf' | 'includeContradicted' | 'includeExpired' | 'includeRetracted'> & {
  readonly lens: Lens
  readonly nowMs: number
}

type Candidate = Omit<Answer, 'contradicted'>

/**
 * Decides for one entity and relation which versions answer: the newest of each claimant, the live ones among those,
 * and, where they contradict each other, the one that the lens picks. One resolver serves one query.
 */
export class Resolver {
  private readonly components: ResolverComponents
  private readonly resolution: Resolution
  private readonly atMs: number
  /** Outcomes where several claimants speak, by group key: each of their facts asks for it. */
  private readonly outcomes = new Map<string, Answer[]>()

  constructor (components: ResolverComponents, resolution: Resolution) {
    this.components = components
    this.resolution = resolution
    this.atMs = resolution.asOf?.wallMs ?? resolution.nowMs
  }

  /** The answers of a group, in the order of its claims. */
  async resolve (key: Uint8Array, claims: readonly Claim[]): Promise<readonly Answer[]> {
    if (claims.length <= 1) {
      return this.decide(key, claims)
    }

    const name = toHex(key)
    const outcome = this.outcomes.get(name) ?? await this.decide(key, claims)

    if (this.outcomes.size < OUTCOMES_MAX) {
      this.outcomes.set(name, outcome)
    }

    return outcome
  }

  private async decide (key: Uint8Array, claims: readonly Claim[]): Promise<Answer[]> {
    const candidates: Candidate[] = []

    for (const claim of claims) {
      const candidate = this.accepts(claim.version) ? { ...claim, current: true } : await this.earlier(key, claim)

      if (candidate != null) {
        candidates.push(candidate)
      }
    }

    const live = candidates.filter(({ version }) => isLive(version, this.atMs))
    const isContested = live.length > 1 && contested(live.map(({ claimant, version }) => ({ claimant, value: version.value })))
    const shown = new Set(isContested && !this.resolution.includeContradicted ? await this.pick(key, live) : live)

    return candidates
      .filter(candidate => shown.has(candidate) || this.showsEnded(candidate.version))
      .map(candidate => ({ ...candidate, contradicted: isContested && shown.has(candidate) }))
  }

  private accepts (version: Version): boolean {
    const { asOf } = this.resolution
    return asOf == null || compareHlc(version.hlc, asOf) <= 0
  }

  /** The newest replaced version of a claimant that the query may look at. */
  private async earlier (key: Uint8Array, { claimant }: Claim): Promise<Candidate | undefined> {
    for await (const version of this.components.index.history(key, claimant)) {
      if (this.accepts(version)) {
        return { claimant, version, current: false }
      }
    }

    return undefined
  }

  private async pick (key: Uint8Array, live: readonly Candidate[]): Promise<Candidate[]> {
    const { missing, reader } = this.components
    const { lens } = this.resolution
    const rows: Array<{ candidate: Candidate, confidence: number, hlc: Hlc, hash?: Uint8Array, id: string }> = []

    for (const { candidate, confidence, hlc } of lens.shortlist(live.map(asClaim))) {
      const { bundle, index } = candidate.version
      const stored = await reader.read(bundle, index, () => { missing?.add(bundle, scopeIn(key), candidate.version.hlc) })

      if (stored != null) {
        rows.push({ candidate, confidence, hlc, hash: stored.fact.extras.hash, id: `${stored.head.id}.${stored.index}` })
      }
    }

    const winner = lens.pick(rows)
    return winner == null ? [] : [winner.candidate]
  }

  /** Whether the query asks for a version that is not live: a retraction, or an expired statement. */
  private showsEnded (version: Version): boolean {
    const { includeExpired, includeRetracted } = this.resolution
    const retracted = version.confidence === 0
    const expired = isExpired(version, this.atMs)

    return (retracted || expired) && (!retracted || includeRetracted) && (!expired || includeExpired)
  }
}

function asClaim (candidate: Candidate): { candidate: Candidate, confidence: number, hlc: Hlc } {
  return { candidate, confidence: candidate.version.confidence, hlc: candidate.version.hlc }
}

function isLive (version: Version, atMs: number): boolean {
  return version.confidence > 0 && !isExpired(version, atMs)
}

function isExpired ({ until }: Version, atMs: number): boolean {
  return until != null && atMs > until
}

/** Number of the scope in a key of claims, `bucket 1 | scope 2 | …`. */
function scopeIn (key: Uint8Array): number {
  return readU16(key, 1)
}

/** Whether a claim's version is this fact. */
export function isVersionOf ({ version }: Claim, { head, index }: StoredFact): boolean {
  return version.index === index && equalBytes(version.bundle, head.hash.subarray(0, BUNDLE_KEY_BYTES))
}
