import { bundleId, HASH_BYTES } from '../../../model/bundle/index.ts'
import { compareBytes, toHex } from '../../../model/bytes/index.ts'
import { decodeHlc, formatHlc, HLC_BYTES } from '../../../model/hlc/index.ts'
import { peerIdText } from '../../../model/identity/index.ts'
import { conflictText } from '../../../policy/conflict/index.ts'
import { treeKeyOf } from '../../record/index.ts'
import { CONFLICT_ID_BYTES } from '../conflict-query.ts'
import type { Equivocation, FactIndex } from '../../index/index.ts'
import type { ConflictPosition } from '../conflict-query.ts'
import type { EquivocationRecord } from '../interface.ts'

/** What equivocations are read with. */
export interface EquivocationsComponents {
  readonly index: Pick<FactIndex, 'read'>
  /** Name of a scope by its number in the index. */
  scopeName (scope: number): string
}

/** Some equivocations, and where to go on when there are more. */
export interface EquivocationPage {
  readonly records: readonly EquivocationRecord[]
  readonly next: ConflictPosition | undefined
}

/** The places of chains at which one author signed several bundles, as conflicts. It keeps nothing: the index lists them. */
export class Equivocations {
  private readonly components: EquivocationsComponents

  constructor (components: EquivocationsComponents) {
    this.components = components
  }

  /** At most so many equivocations of scopes, in the order of scopes and ids, strictly behind a position. */
  async page (scopes: readonly number[], { from, limit }: { readonly from?: ConflictPosition, readonly limit: number }): Promise<EquivocationPage> {
    const records: EquivocationRecord[] = []
    let last: ConflictPosition = from ?? { kind: 'equivocation', scope: 0, id: new Uint8Array(CONFLICT_ID_BYTES) }

    for (const scope of scopes.filter(number => from == null || number >= from.scope)) {
      for await (const equivocation of this.components.index.read.equivocations(scope, from?.scope === scope ? from.id : undefined)) {
        if (records.length === limit) {
          return { records, next: last }
        }

        records.push(await this.recordOf(scope, equivocation))
        last = { kind: 'equivocation', scope, id: equivocation.id }
      }
    }

    return { records, next: undefined }
  }

  /** The equivocation with an id. */
  async find (scopes: Iterable<number>, id: Uint8Array): Promise<EquivocationRecord | undefined> {
    for (const scope of scopes) {
      const equivocation = await this.components.index.read.equivocation(scope, id)

      if (equivocation != null) {
        return this.recordOf(scope, equivocation)
      }
    }

    return undefined
  }

  private async recordOf (scope: number, { bundles, id, place: { author, lane, seq } }: Equivocation): Promise<EquivocationRecord> {
    const named = await this.treeKeys(scope, { author, lane, seq })

    return {
      kind: 'equivocation',
      id: conflictText(id),
      scope: this.components.scopeName(scope),
      author: peerIdText(author),
      lane: toHex(lane),
      seq,
      bundles: named.map(key => bundleId(key.subarray(-HASH_BYTES))),
      bundlesCount: bundles,
      status: 'unresolved',
      // With one side lost to the disk, the time of the other one is all that is known.
      detectedAt: formatHlc(decodeHlc(named.slice(0, 2).at(-1)?.subarray(0, HLC_BYTES) ?? new Uint8Array(HLC_BYTES)))
    }
  }

  /** Keys in the tree of the bundles at a place, ascending; those that the disk damaged are left out. */
  private async treeKeys (scope: number, place: Equivocation['place']): Promise<Uint8Array[]> {
    const { read } = this.components.index
    const hashes = await read.bundlesAt(scope, place)
    const rows = await read.bundles(hashes)

    return rows.flatMap((row, i) => row == null ? [] : treeKeyOf(row, hashes[i])).sort(compareBytes)
  }
}
