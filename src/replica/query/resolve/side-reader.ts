import { equalBytes } from '../../../model/bytes/index.ts'
import { inferredSourceClass } from '../../../policy/lens/index.ts'
import { BUNDLE_KEY_BYTES } from '../../index/index.ts'
import { VoteCounts } from './vote-counts.ts'
import type { Side } from './interface.ts'
import type { VoteCountsComponents } from './vote-counts.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { LensCandidate } from '../../../policy/lens/index.ts'
import type { VoteTally4 } from '../../index/index.ts'
import type { FactReader, FactRef, StoredFact } from '../fact-reader.ts'
import type { Candidate } from '../group-judge.ts'

/** What the reader of sides stands on. */
export interface SideReaderComponents extends VoteCountsComponents {
  readonly reader: Pick<FactReader, 'read' | 'readEach'>
}

/** How sides are looked at. */
export interface SideOptions {
  /** Votes as of a time; absent: those of now. */
  readonly votesAt?: Hlc
  /** Reputation of authors in millionths, by peer id. */
  readonly trust?: ReadonlyMap<string, number>
  /** Told of each side whose content is not here. */
  onMissing? (candidate: Candidate): void
}

/** Reads the sides of a question: the facts, the votes on them, and what is handed in about their authors. */
export class SideReader {
  private readonly reader: SideReaderComponents['reader']
  private readonly votes: VoteCounts

  constructor (components: SideReaderComponents) {
    this.reader = components.reader
    this.votes = new VoteCounts(components)
  }

  /** The candidates of one scope with everything that a lens may look at, in their order; those whose content is not here are left out. */
  async read (scope: number, candidates: readonly Candidate[], options: SideOptions = {}): Promise<Side[]> {
    const facts = await this.factsOf(candidates)
    const tallies = await this.votes.of(scope, candidates.map(refOf), options.votesAt)
    const sides: Side[] = []

    for (const [i, candidate] of candidates.entries()) {
      const stored = facts[i]

      if (stored == null) {
        options.onMissing?.(candidate)
      } else {
        sides.push({ candidate, stored, row: rowOf(candidate, stored, { votes: tallies[i], trust: options.trust }) })
      }
    }

    return sides
  }

  private async factsOf (candidates: readonly Candidate[]): Promise<Array<StoredFact | undefined>> {
    if (candidates.length !== 1) {
      return this.reader.readEach(candidates.map(({ version }) => version))
    }

    const [{ version: { bundle, index } }] = candidates
    return [await this.reader.read(bundle, index)]
  }
}

/** Whether a candidate is the fact that somebody names, by the whole hash of its bundle or the beginning of it. */
export function isCandidate ({ version }: Candidate, fact: FactRef): boolean {
  return version.index === fact.index && equalBytes(version.bundle, fact.bundle.subarray(0, BUNDLE_KEY_BYTES))
}

function refOf ({ claimant, version: { bundle, index } }: Candidate): FactRef & { claimant: Uint8Array } {
  return { bundle, index, claimant }
}

function rowOf ({ version: { hlc } }: Candidate, { fact, head, index }: StoredFact, { votes, trust }: { votes?: VoteTally4, trust?: ReadonlyMap<string, number> }): LensCandidate {
  const { confidence, extras, relation, source, value } = fact
  const reputation = trust?.get(head.author)

  return {
    id: `${head.id}.${index}`,
    value,
    author: head.author,
    source,
    confidence,
    relation,
    hlc,
    sourceClass: extras.class ?? inferredSourceClass(source),
    ...extras.hash == null ? {} : { hash: extras.hash },
    ...extras.edition == null ? {} : { edition: extras.edition },
    ...extras.life == null ? {} : { life: extras.life },
    ...votes == null ? {} : { votes: { for: votes.forWeight, against: votes.againstWeight } },
    ...reputation == null ? {} : { trust: reputation }
  }
}
