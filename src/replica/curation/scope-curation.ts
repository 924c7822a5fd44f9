import { PAST_VIEWS_MAX } from './constants.ts'
import { compareStatements, StatementLog } from './statement-log.ts'
import { StatementView } from './statement-view.ts'
import type { CurationRights } from './interface.ts'
import type { Statement } from './statement-log.ts'
import type { Hlc } from '../../model/hlc/index.ts'

/** What the statements of one scope come to. In a closed scope its acts tell which of them have effect, each time they change. */
export class ScopeCuration {
  private readonly rights: Pick<CurationRights, 'hasEffect' | 'version'>
  private readonly scope: Uint8Array
  private log = new StatementLog()
  /** What has no effect by the acts of now. It has room of its own, so it takes none from what has. */
  private outlawed = new StatementLog()
  /** The version of the acts by which the two were told apart. */
  private acts: number
  /** What all statements come to; worked out when somebody asks. */
  private present: StatementView | undefined
  /** What the first so many statements come to. */
  private readonly past = new Map<number, StatementView>()
  private changes = 0

  constructor (components: { rights: Pick<CurationRights, 'hasEffect' | 'version'> }, init: { scope: Uint8Array }) {
    this.rights = components.rights
    this.scope = init.scope
    this.acts = this.rights.version(init.scope)
  }

  /** A number that changes with whatever the statements come to. */
  get version (): number {
    this.heedActs()
    return this.changes
  }

  /** Statements that found no room. */
  get overflow (): number {
    return this.log.overflow + this.outlawed.overflow
  }

  /** Takes a statement; one that is here already changes nothing. */
  add (statement: Statement): void {
    this.heedActs()
    const { log } = this

    if (!this.rights.hasEffect(this.scope, statement)) {
      this.outlawed.add(statement)
    } else if (log.add(statement)) {
      this.changes++
      this.past.clear()
      const grows = log.rows.at(-1) === statement && this.present?.grow(statement) === true
      this.present = grows ? this.present : undefined
    }
  }

  /** What the statements come to, without those stated later. */
  view (asOf?: Hlc): StatementView {
    this.heedActs()
    const { past, log: { rows } } = this
    const count = asOf == null ? rows.length : this.log.countUpTo(asOf)

    if (count === rows.length) {
      this.present ??= new StatementView(rows)
      return this.present
    }

    const view = past.get(count) ?? new StatementView(rows.slice(0, count))

    if (past.size >= PAST_VIEWS_MAX && !past.has(count)) {
      past.clear()
    }

    past.set(count, view)
    return view
  }

  /** Tells the statements apart anew when other acts are known. */
  private heedActs (): void {
    const acts = this.rights.version(this.scope)

    if (this.acts !== acts) {
      const rows = [...this.log.rows, ...this.outlawed.rows].sort(compareStatements)
      this.acts = acts
      this.log = new StatementLog(this.log.overflow)
      this.outlawed = new StatementLog(this.outlawed.overflow)
      this.past.clear()
      this.present = undefined
      this.changes++

      for (const row of rows) {
        const log = this.rights.hasEffect(this.scope, row) ? this.log : this.outlawed
        log.add(row)
      }
    }
  }
}
