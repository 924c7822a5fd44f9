import { judgeEditions } from '../../policy/lens/index.ts'
import { AliasClasses } from './alias-classes.ts'
import type { CurationView, HeldKind } from './interface.ts'
import type { Statement } from './statement-log.ts'
import type { EditionBody, RuleBody } from '../../model/body/interface.ts'
import type { EditionVerdicts } from '../../policy/lens/index.ts'

/** What a run of statements comes to. It is made from the oldest to the newest, and grows while newer ones come. */
export class StatementView implements CurationView {
  /** The newest version of each statement, in the order of their times. */
  private readonly newest = new Map<string, Statement>()
  private readonly aliases = new AliasClasses()
  /** The newest rule for a relation, whoever made it. */
  private readonly rules = new Map<string, RuleBody['cardinality']>()
  private readonly records = new Map<string, EditionBody>()
  private verdicts: EditionVerdicts | undefined

  constructor (statements: Iterable<Statement>) {
    for (const statement of statements) {
      this.note(statement)
    }

    for (const statement of this.standing()) {
      this.apply(statement)
    }
  }

  /** Takes a statement that is newer than all before it; false when only a new view can tell what it comes to. */
  grow (statement: Statement): boolean {
    if (this.newest.get(statement.name)?.stands === true) {
      return false
    }

    this.note(statement)

    if (statement.stands) {
      this.apply(statement)
    }

    return true
  }

  /** The newest version of each statement that nobody took back, in the order of their times. */
  * standing (): Generator<Statement> {
    for (const statement of this.newest.values()) {
      if (statement.stands) {
        yield statement
      }
    }
  }

  canonical (entity: string): string {
    return this.aliases.canonical(entity)
  }

  names (entity: string): readonly string[] {
    return this.aliases.names(entity)
  }

  classes (): Iterable<readonly string[]> {
    return this.aliases.all()
  }

  isMany (relation: string): boolean {
    return this.rules.get(relation) === 'many'
  }

  get editions (): EditionVerdicts {
    this.verdicts ??= judgeEditions(this.records)
    return this.verdicts
  }

  private note (statement: Statement): void {
    // A map keeps the place of a key that it has; a newer version moves to the end.
    this.newest.delete(statement.name)
    this.newest.set(statement.name, statement)
  }

  private apply (statement: Statement): void {
    if (isOf('alias', statement)) {
      this.aliases.join(statement.body.canonical, statement.body.alias)
    } else if (isOf('rule', statement)) {
      this.rules.set(statement.body.relation, statement.body.cardinality)
    } else if (isOf('edition', statement)) {
      this.records.set(statement.body.name, statement.body)
      this.verdicts = undefined
    }
  }
}

function isOf<K extends HeldKind> (kind: K, statement: Statement): statement is Statement<K> {
  return statement.kind === kind
}
