import { UnknownPeerError } from '../errors.ts'

/**
 * The peer id that a person means: whole, or its last characters as the tables show them.
 *
 * @throws {UnknownPeerError} when no peer or more than one ends like that
 */
export function findPeer (ids: Iterable<string>, text: string): string {
  const [found, ...others] = new Set([...ids].filter(id => text !== '' && id.endsWith(text)))

  if (found == null || others.length > 0) { throw new UnknownPeerError(text) }

  return found
}
