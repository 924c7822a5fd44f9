import { compareBytes } from '../../model/bytes/index.ts'
import { compareHlc } from '../../model/hlc/index.ts'
import { STATEMENTS_MAX, VERSIONS_MAX } from './constants.ts'
import type { CurationEntry, HeldKind, PlacedStatement } from './interface.ts'
import type { Hlc } from '../../model/hlc/index.ts'

/** One version of a statement of somebody who may curate. */
export interface Statement<K extends HeldKind = HeldKind> extends Omit<CurationEntry<K>, 'id'>, PlacedStatement {
  /** Kind, claimant and what the statement is about: a newer version of the same name replaces it. */
  readonly name: string
  /** False when it takes the statement back. */
  readonly stands: boolean
  /** Hash of its bundle, 32 bytes. */
  readonly bundle: Uint8Array
  /** Place in the bundle. */
  readonly index: number
}

/** All statements of one scope in the order of their times, whatever the order in which they come. */
export class StatementLog {
  /** Ascending by time, bundle and place. */
  public readonly rows: Statement[] = []
  /** Statements that found no room. */
  public overflow: number
  private readonly versions = new Map<string, number>()

  constructor (overflow = 0) {
    this.overflow = overflow
  }

  /** Puts a statement into its place; answers whether that changed anything. */
  add (statement: Statement): boolean {
    const place = this.placeOf(statement)
    const count = this.versions.get(statement.name) ?? 0

    if (place < this.rows.length && compareStatements(this.rows[place], statement) === 0) {
      return false
    }

    if (count === 0 && this.versions.size >= STATEMENTS_MAX) {
      this.overflow++
      return false
    }

    this.rows.splice(place, 0, statement)
    this.versions.set(statement.name, count + 1)

    if (count >= VERSIONS_MAX) {
      this.forgetOldest(statement.name)
    }

    return true
  }

  /** How many of the rows are not younger than a time. */
  countUpTo (time: Hlc): number {
    return lowerBound(this.rows, row => compareHlc(row.hlc, time) > 0)
  }

  private placeOf (statement: Statement): number {
    const last = this.rows.at(-1)

    // Most come in order.
    if (last == null || compareStatements(last, statement) < 0) {
      return this.rows.length
    }

    return lowerBound(this.rows, row => compareStatements(row, statement) >= 0)
  }

  private forgetOldest (name: string): void {
    this.rows.splice(this.rows.findIndex(row => row.name === name), 1)
    this.versions.set(name, VERSIONS_MAX)
  }
}

/** The order in which statements are judged: time, then bundle, then place. */
export function compareStatements (a: Statement, b: Statement): number {
  const time = compareHlc(a.hlc, b.hlc)
  return time === 0 ? compareBytes(a.bundle, b.bundle) || a.index - b.index : time
}

/** The first place whose row fulfils a condition that holds for all rows behind it. */
function lowerBound (rows: readonly Statement[], isBehind: (row: Statement) => boolean): number {
  let low = 0
  let high = rows.length

  while (low < high) {
    const middle = (low + high) >>> 1

    if (isBehind(rows[middle])) {
      high = middle
    } else {
      low = middle + 1
    }
  }

  return low
}
