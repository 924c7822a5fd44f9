import { REVOKED_CHAINS_MAX } from '../../model/body/index.ts'
import type { ChainEnd } from '../../model/body/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { FactReader } from '../query/index.ts'

/** What the ends of chains are looked up in. */
export interface ChainEndsComponents {
  readonly index: Pick<FactIndex, 'read' | 'scopeNumber'>
  readonly reader: Pick<FactReader, 'head'>
}

/** The ends of a peer's chains in a scope that are here: of more than a revocation can name, the ones whose ends are newest. */
export async function chainEnds ({ index, reader }: ChainEndsComponents, scopeId: Uint8Array, author: Uint8Array): Promise<ChainEnd[]> {
  const scope = index.scopeNumber(scopeId)
  const ends: Array<ChainEnd & { readonly wallMs: number }> = []

  if (scope === undefined) {
    return ends
  }

  for await (const bundle of index.read.chainHeads(author, scope)) {
    const head = await reader.head(bundle)

    if (head !== undefined) {
      const { hash, header: { hlc: { wallMs }, lane, seq, shard } } = head
      ends.push({ lane, shard, seq, hash, wallMs })
    }
  }

  const newest = ends.sort((a, b) => b.wallMs - a.wallMs).slice(0, REVOKED_CHAINS_MAX)
  return newest.map(({ lane, shard, seq, hash }) => ({ lane, shard, seq, hash }))
}
