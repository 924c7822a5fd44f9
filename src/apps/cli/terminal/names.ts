/** The end of a peer id, which tells peers apart; they all begin alike. */
const SHORT_CHARACTERS = 8

const SOURCE_OF_PEER = /^stigmem:\/\/([a-z0-9]{40,70})(?=\/)/

/** A peer id for a narrow column. */
export function shortPeer (peer: string): string {
  return peer.slice(-SHORT_CHARACTERS)
}

/** A source for a narrow column: a peer id in it is shortened. */
export function shortSource (source: string): string {
  return source.replace(SOURCE_OF_PEER, (_, peer: string) => `stigmem://…${shortPeer(peer)}`)
}

/** A number of facts in words. */
export function factsText (count: number): string {
  return count === 1 ? '1 fact' : `${count} facts`
}

/** A time for a narrow column, to the second. */
export function shortTime (timestamp: string): string {
  return timestamp.slice(0, 19)
}
