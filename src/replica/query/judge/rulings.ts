import { readBody } from '../../../model/body/index.ts'
import { toHex } from '../../../model/bytes/index.ts'
import { claimantOf } from '../../index/index.ts'
import { isNewer } from './liveness.ts'
import { WhatCounts } from './what-counts.ts'
import type { EffectiveResolution, GroupName, Moment } from './interface.ts'
import type { ResolutionBody } from '../../../model/body/interface.ts'
import type { FactIndex, RulingRow } from '../../index/index.ts'
import type { Effect } from '../effect/effect.ts'
import type { FactReader, StoredFact } from '../fact-reader.ts'

/** What resolutions are found with. */
export interface RulingsComponents {
  readonly index: FactIndex
  readonly reader: FactReader
  /** Which facts have effect; without it all have. */
  readonly effect?: Pick<Effect, 'in'>
  /** Whether the resolutions of an author count in a scope. */
  mayResolve (scope: number, author: Uint8Array): boolean
}

/** Finds the resolution that rules for a group: the newest one that counts, and that nobody who made it took back. */
export class Rulings {
  private readonly components: RulingsComponents

  constructor (components: RulingsComponents) {
    this.components = components
  }

  /** The resolution that rules at a moment, if one does; all names of the entity lead to the same one. */
  async effective (names: readonly GroupName[], moment: Moment): Promise<EffectiveResolution | undefined> {
    /** Claimants that took their resolutions back. */
    const reopened = new Set<string>()

    for (const row of await this.rowsOf(names, moment)) {
      const stored = await this.components.reader.read(row.bundle, row.index)
      const body = stored == null ? undefined : readBody('resolution', stored.fact)

      if (stored == null || body == null) {
        continue
      }

      const claimant = claimantOf(row.author, stored.fact.source).text

      if (row.takenBack) {
        reopened.add(claimant)
      } else if (!reopened.has(claimant)) {
        return resolutionOf(stored, row, body)
      }
    }

    return undefined
  }

  /** The rows that count at a moment under all names, newest first. */
  private async rowsOf (names: readonly GroupName[], moment: Moment): Promise<RulingRow[]> {
    const counts = new WhatCounts(this.components, moment)
    const rows: RulingRow[] = []

    for (const { scope, entity, relation } of names) {
      for await (const row of this.components.index.read.rulings(scope, entity, relation)) {
        if (this.components.mayResolve(scope, row.author) && await counts.has(scope, row)) {
          rows.push(row)
        }
      }
    }

    return rows.sort((a, b) => isNewer(a, b) ? -1 : 1)
  }
}

function resolutionOf ({ head, index }: StoredFact, { author, hlc }: RulingRow, { note, values, winner }: ResolutionBody): EffectiveResolution {
  return {
    ref: { bundle: head.hash, index },
    author,
    hlc,
    winner: winner == null ? null : { bundle: winner.hash, index: winner.index },
    ...note == null ? {} : { note },
    values: new Set(values.map(value => toHex(value)))
  }
}
