import { equalBytes } from '../bytes/index.ts'
import { peerIdText, publicKeyOf } from './peer-id.ts'

/**
 * The parts of a source URI that decide whose it is.
 */
export interface SourceParts {
  /** The peer id or name between `stigmem://` and the next slash; undefined when the source has none that is well formed. */
  readonly authority: string | undefined
  /** What follows that slash, or the whole source when there is no authority. */
  readonly path: string
}

const AUTHORITY_LENGTH_MAX = 253
const STIGMEM_URI = /^stigmem:\/\/([^/]*)\/(.+)$/s
const AUTHORITY = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/

/** The peer id of an Ed25519 key in base32 or hexadecimal: one that reads it takes it for that peer, so nobody else may be called so. */
const OTHER_SPELLING = /^(?:bafzaajaiaejc[a-z2-7]{52}|f0172002408011220[0-9a-f]{64})$/

/**
 * A path that can be read as another path: empty and dot segments, percent forms of the dot included, backslashes,
 * blanks and controls.
 */
// eslint-disable-next-line no-control-regex
const UNCLEAR_PATH = /^\/|\/\/|\/$|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)|[\\\s\u0000-\u001f\u007f-\u009f]/i

/**
 * Takes a source apart. An authority stands in `stigmem://<authority>/<path>` and nowhere else; it is lower case ASCII
 * in the form of a host name, without user, port, percent forms or a trailing dot. Short forms (`user:alice`), other
 * schemes (`https://…`) and everything malformed have no authority.
 */
export function parseSource (uri: string): SourceParts {
  const match = STIGMEM_URI.exec(uri)

  if (match === null || !isAuthority(match[1]) || UNCLEAR_PATH.test(match[2])) {
    return { authority: undefined, path: uri }
  }

  return { authority: match[1], path: match[2] }
}

/**
 * True when a text can be a name in a source: the form of a host name in lower case, and no peer id in any spelling, for that
 * belongs to its key by itself.
 */
export function isSourceName (text: string): boolean {
  return isAuthority(text) && publicKeyOf(text) === undefined && !OTHER_SPELLING.test(text)
}

/**
 * Whose a source is, as far as its author is concerned.
 *
 * | verdict | meaning |
 * | --- | --- |
 * | `own` | it lies in a namespace of the author |
 * | `foreign` | it lies in a namespace of somebody else, or in nobody's: no authority, or the peer id of another |
 * | `undeclared` | it lies under a name that nobody holds so far |
 */
export type SourceVerdict = 'own' | 'foreign' | 'undeclared'

/**
 * Judges a source by its authority: the author's peer id in base36, or a name that somebody holds. Parts are compared as
 * they were parsed, whole, never as prefixes; a peer id belongs to its key, whatever a table of names says.
 *
 * A source without authority lies in nobody's namespace, so nobody owns it: `user:alice` or `https://example.org/` as
 * a source is `source_not_owned`, without exception. Who writes without a source of their own takes
 * `stigmem://<peer id>/node/self`.
 *
 * A name is held by whom a grant lists in a closed scope, and by the name table in the public one.
 */
export function judgeSource (source: string, author: Uint8Array, holderOf: (name: string) => Uint8Array | undefined): SourceVerdict {
  const { authority } = parseSource(source)

  if (authority === undefined) {
    return 'foreign'
  }

  if (authority === peerIdText(author)) {
    return 'own'
  }

  if (!isSourceName(authority)) {
    return 'foreign'
  }

  // fault-point name.match-prefix: for (let end = authority.length - 1; end > 0; end--) { const known = holderOf(authority.slice(0, end)); if (known !== undefined) { return equalBytes(known, author) ? 'own' : 'foreign' } }
  const holder = holderOf(authority)

  if (holder === undefined) {
    return 'undeclared'
  }

  return equalBytes(holder, author) ? 'own' : 'foreign'
}

/**
 * True when a source lies in a namespace of its author: its authority is the author's peer id, or one of the names that the
 * author holds. {@link judgeSource} says how they are compared.
 */
export function ownsSource (source: string, author: Uint8Array, names: readonly string[]): boolean {
  return judgeSource(source, author, name => names.includes(name) ? author : undefined) === 'own'
}

function isAuthority (text: string): boolean {
  return text.length <= AUTHORITY_LENGTH_MAX && AUTHORITY.test(text)
}
