import { SOURCE_CLASS_COUNT } from './constants.ts'

/** Source classes by the word for the kind of source, as places in `SOURCE_CLASSES`. */
const CLASSES: ReadonlyMap<string, number> = new Map([
  ['rfc', 0], ['fda', 0], ['ietf', 0],
  ['pubmed', 1], ['peer', 1],
  ['vendor', 2],
  ['code', 3], ['wiki', 3],
  ['community', 4],
  ['blog', 5], ['anon', 5]
])

/** The type in `stigmem://<authority>/<type>/…`, or the scheme of any other source. */
const KIND_OF_SOURCE = /^(?:stigmem:\/\/[^/]*\/)?([^:/]*)/

/**
 * The source class of a statement that names none: a place in `SOURCE_CLASSES`. The scheme of its source tells, or the
 * type that follows the authority of a `stigmem:` source, which is the only scheme that an author can own. What stands in
 * no table counts as the last class.
 *
 * @param source - URI in normal form
 */
export function inferredSourceClass (source: string): number {
  return CLASSES.get(KIND_OF_SOURCE.exec(source)?.[1] ?? '') ?? SOURCE_CLASS_COUNT - 1
}
