import { toHex } from '../../../model/bytes/index.ts'
import { isBelow } from '../../query/index.ts'
import { takesBundle } from './change-filter.ts'
import { isEmpty, noPicks, pick, pickActs, picksOfErasure } from './picks.ts'
import { subjectsOf } from './subject.ts'
import type { ChangeFilter } from './change-filter.ts'
import type { Picks } from './picks.ts'
import type { Subject } from './subject.ts'
import type { Bundle } from '../../../model/bundle/index.ts'

/** Somebody who looks for changes. */
export interface Filtering {
  readonly filter: ChangeFilter
}

type Shelf<Key, Reader> = Map<Key, Set<Reader>>

/**
 * Finds the readers who want something of a bundle. Each stands on one shelf, under the narrowest of its filters, so a
 * reader of one entity or relation costs nothing while others are written about.
 */
export class FilterTable<Reader extends Filtering> {
  private readonly entities: Shelf<string, Reader> = new Map()
  private readonly sources: Shelf<string, Reader> = new Map()
  private readonly relations: Shelf<string, Reader> = new Map()
  private readonly authors: Shelf<string, Reader> = new Map()
  private readonly scopes: Shelf<string, Reader> = new Map()
  /** By length of the prefix, then by the prefix. */
  private readonly prefixes = new Map<number, Shelf<string, Reader>>()
  private readonly rest = new Set<Reader>()
  private readonly all = new Set<Reader>()

  /** Takes a reader in that is not here. */
  add (reader: Reader): void {
    this.all.add(reader)
    this.change(reader, (shelf, key) => {
      shelf.set(key, (shelf.get(key) ?? new Set()).add(reader))
    }, () => { this.rest.add(reader) })
  }

  /** Lets a reader go that is here. */
  remove (reader: Reader): void {
    this.all.delete(reader)
    this.change(reader, (shelf, key) => {
      const readers = shelf.get(key)
      readers?.delete(reader)

      if (readers?.size === 0) {
        shelf.delete(key)
      }
    }, () => { this.rest.delete(reader) })
  }

  /** What each reader wants of a bundle; those that want nothing are left out. */
  match (bundle: Pick<Bundle, 'decoded' | 'header'>): Map<Reader, Picks> {
    const found = new Map<Reader, Picks>()

    if (this.all.size === 0) {
      return found
    }

    const { header } = bundle
    const subjects = subjectsOf(bundle)

    for (const reader of [...this.rest, ...this.among(this.authors, header.author), ...this.among(this.scopes, header.scope)]) {
      if (takesBundle(reader.filter, header)) {
        subjects.forEach(subject => { note(found, reader, subject) })
      }
    }

    for (const subject of subjects) {
      for (const readers of this.shelvesFor(subject)) {
        for (const reader of readers) {
          if (takesBundle(reader.filter, header)) {
            note(found, reader, subject)
          }
        }
      }
    }

    if (subjects.some(({ governs }) => governs)) {
      for (const reader of this.all) {
        const picks = found.get(reader) ?? noPicks()
        pickActs(picks, reader.filter, { header, subjects })

        if (!isEmpty(picks)) {
          found.set(reader, picks)
        }
      }
    }

    return found
  }

  /** The readers who want to know what was taken out of a bundle. */
  matchErasure ({ header }: Pick<Bundle, 'header'>): Map<Reader, Picks> {
    return new Map([...this.all].map(reader => [reader, picksOfErasure(reader.filter, header)] as const).filter(([, picks]) => !isEmpty(picks)))
  }

  private among (shelf: Shelf<string, Reader>, key: Uint8Array): Iterable<Reader> {
    return shelf.size === 0 ? [] : shelf.get(toHex(key)) ?? []
  }

  /** Readers who named something that a subject has. */
  private shelvesFor ({ entity, source, fact: { relation }, contestable }: Subject): Array<Set<Reader>> {
    const found = [this.entities.get(entity), this.sources.get(source), this.relations.get(relation)]

    if (contestable != null && contestable !== relation) {
      found.push(this.relations.get(contestable))
    }

    for (const [length, shelf] of this.prefixes) {
      const prefix = entity.slice(0, length)

      if (isBelow(prefix, entity)) {
        found.push(shelf.get(prefix))
      }
    }

    return found.filter(readers => readers != null)
  }

  private change (reader: Reader, onShelf: (shelf: Shelf<string, Reader>, key: string) => void, onRest: () => void): void {
    const { entity, prefix, source, relation, author, scope } = reader.filter

    if (entity != null) {
      onShelf(this.entities, entity)
    } else if (prefix != null) {
      this.changePrefix(prefix, onShelf)
    } else if (source != null) {
      onShelf(this.sources, source)
    } else if (relation != null) {
      onShelf(this.relations, relation)
    } else if (author != null) {
      onShelf(this.authors, toHex(author))
    } else if (scope != null) {
      onShelf(this.scopes, toHex(scope))
    } else {
      onRest()
    }
  }

  private changePrefix (prefix: string, onShelf: (shelf: Shelf<string, Reader>, key: string) => void): void {
    const shelf = this.prefixes.get(prefix.length) ?? new Map()
    this.prefixes.set(prefix.length, shelf)
    onShelf(shelf, prefix)

    if (shelf.size === 0) {
      this.prefixes.delete(prefix.length)
    }
  }
}

function note<Reader extends Filtering> (found: Map<Reader, Picks>, reader: Reader, subject: Subject): void {
  const picks = found.get(reader) ?? noPicks()
  pick(picks, reader.filter, subject)

  if (!isEmpty(picks)) {
    found.set(reader, picks)
  }
}
