import { compareBytes } from '../../../model/bytes/index.ts'
import type { CurationView } from '../../curation/interface.ts'
import type { CompiledQuery } from '../compiled-query.ts'

const text = new TextEncoder()

/** Entities that a query asks about, under the names that a scope knows them by. */
export class Names {
  /** The entities that are asked for, in the order of their bytes; undefined when any will do. */
  public readonly entities: readonly string[] | undefined
  /** The entities that values have to refer to, in the same order. */
  public readonly targets: readonly string[] | undefined
  private readonly view: CurationView
  private readonly prefix: string | undefined
  private readonly aliases: boolean

  constructor (view: CurationView, { aliases, entity, entityPrefix, target }: Pick<CompiledQuery, 'aliases' | 'entity' | 'entityPrefix' | 'target'>) {
    this.view = view
    this.prefix = entityPrefix
    this.aliases = aliases
    this.entities = entity == null ? undefined : this.namesOf(entity)
    this.targets = target == null ? undefined : this.namesOf(target)
  }

  /** Whether a fact about an entity is asked for. */
  matches (entity: string): boolean {
    const { aliases, entities, prefix, view } = this

    return (entities == null || entities.includes(entity)) && (prefix == null || isBelow(prefix, entity) ||
      (aliases && view.names(entity).some(name => isBelow(prefix, name))))
  }

  /** Whether a value that refers to an entity is asked for. */
  matchesTarget (entity: string): boolean {
    return this.targets == null || this.targets.includes(entity)
  }

  /** Entities that stand below the prefix by another name only, in the order of their bytes. */
  elsewhere (): string[] {
    const { aliases, prefix, view } = this
    const found: string[] = []

    for (const names of aliases && prefix != null ? view.classes() : []) {
      const outside = prefix == null ? [] : names.filter(name => !isBelow(prefix, name))
      found.push(...outside.length < names.length ? outside : [])
    }

    return inOrder(found)
  }

  private namesOf (entity: string): string[] {
    return this.aliases ? inOrder(this.view.names(this.view.canonical(entity))) : [entity]
  }
}

/** Whether an entity is the one that a prefix names, or stands below it. A prefix that ends in a slash or colon is the beginning itself. */
export function isBelow (prefix: string, entity: string): boolean {
  return entity.startsWith(prefix) && (entity.length === prefix.length || /[:/]$/.test(prefix) || entity[prefix.length] === '/')
}

/** Texts in the order of keys. */
function inOrder (texts: readonly string[]): string[] {
  return texts.length < 2 ? [...texts] : [...texts].sort((a, b) => compareBytes(text.encode(a), text.encode(b)))
}
