/** The names of one entity. */
interface AliasClass {
  canonical: string
  readonly members: string[]
  /** The canonical name first, the others sorted; worked out when somebody asks. */
  names: readonly string[] | undefined
}

/**
 * Names that mean one entity, joined pair by pair. The outcome depends on the order of the pairs, so callers bring them in
 * the order of their times; a pair that would join a class to itself changes nothing, so there are no cycles.
 */
export class AliasClasses {
  private readonly byName = new Map<string, AliasClass>()

  /** Says that an alias, and all that goes by it, is named by the canonical name from now on, or by what that one is named by. */
  join (canonical: string, alias: string): void {
    if (this.canonical(canonical) === this.canonical(alias)) {
      return
    }

    const kept = this.classOf(canonical)
    const joined = this.classOf(alias)
    // The larger list takes the smaller one in, so that n pairs cost n log n steps.
    const [large, small] = kept.members.length >= joined.members.length ? [kept, joined] : [joined, kept]
    large.canonical = kept.canonical
    large.names = undefined

    for (const name of small.members) {
      this.byName.set(name, large)
      large.members.push(name)
    }
  }

  /** The name under which an entity is judged; the entity itself when it has no other name. */
  canonical (entity: string): string {
    return this.byName.get(entity)?.canonical ?? entity
  }

  /** All names of an entity, the canonical one first. */
  names (entity: string): readonly string[] {
    const found = this.byName.get(entity)
    return found == null ? [entity] : namesOf(found)
  }

  /** All entities with more than one name. */
  * all (): Generator<readonly string[]> {
    for (const [name, one] of this.byName) {
      if (one.canonical === name) {
        yield namesOf(one)
      }
    }
  }

  private classOf (name: string): AliasClass {
    const found = this.byName.get(name) ?? { canonical: name, members: [name], names: undefined }
    this.byName.set(name, found)
    return found
  }
}

function namesOf (one: AliasClass): readonly string[] {
  one.names ??= [one.canonical, ...one.members.filter(name => name !== one.canonical).sort()]
  return one.names
}
