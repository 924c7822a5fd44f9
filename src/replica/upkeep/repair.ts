import { HASH_BYTES, isWhole, treeKey } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { IndexWaitsError } from '../index/index.ts'
import { WANTED_MAX } from '../local/index.ts'
import { isUnreadable } from '../query/index.ts'
import { offsetOf, placesOf } from '../record/index.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Journal, JournalRange } from '../../storage/journal/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { WantedBundles } from '../local/index.ts'
import type { Withheld } from '../pipeline/index.ts'
import type { ScopeTrees } from '../trees/scope-trees.ts'

/** Wanted bundles beyond which none is taken in whose facts are digests: the other half is for what the disk loses. */
const WANTED_FOR_DIGESTS_MAX = WANTED_MAX / 2

/** What repair stands on. */
export interface RepairComponents {
  readonly journal: Journal
  readonly index: FactIndex
  readonly trees: ScopeTrees
  /** Where what was lost is remembered; without it peers bring it all the same, and nobody counts it. */
  readonly wanted: WantedBundles | undefined
  /** Whether every fact of a bundle is here, or gone for good; asked where some are gone. */
  isComplete (scope: Uint8Array, hash: Uint8Array): Promise<boolean>
  /** Hears how many bundles were lost, once their loss is known to index and trees. */
  onLost (bundles: number): void
  /** Hears what stood in the way of a repair. */
  onTrouble (err: unknown): void
}

/**
 * Looks after bundles whose content is not here, and which are wanted until it is. Those whose records the disk damaged leave
 * the trees, because their headers are not here any more, and the next reconciliation finds that they are missing and brings
 * them again; the damaged bytes stay where they are. Those that came with digests in place of facts stay in the trees: roots
 * say nothing of them.
 */
export class Repair {
  private readonly components: RepairComponents
  private readonly ranges: JournalRange[] = []
  private working: Promise<void> | undefined

  constructor (components: RepairComponents) {
    this.components = components
  }

  /** Takes up what an earlier run wanted, once the index knows the whole journal. What came back meanwhile is wanted no more. */
  async start (): Promise<void> {
    const { wanted, index, trees } = this.components

    for (const scope of wanted?.scopes() ?? []) {
      const keys = wanted?.all(scope) ?? []
      const rows = await index.read.bundles(keys.map(hashIn))
      const back: Uint8Array[] = []
      const gone: Uint8Array[] = []

      for (const [i, row] of rows.entries()) {
        if (row == null || !await this.isThere(offsetOf(row))) {
          gone.push(keys[i])
        } else if (!placesOf(row).includes(undefined) || await this.components.isComplete(scope, hashIn(keys[i]))) {
          back.push(keys[i])
        }
      }
      await wanted?.settle(scope, back)
      await index.lose(gone.map(hashIn))
      gone.forEach(key => { trees.remove(scope, key) })
    }

    await this.wantGapped()
  }

  /**
   * Takes note, before a bundle is written, that facts of it are digests: it is wanted once it is durable, whatever happens in
   * between. False when there is no room, so that it should not be taken in.
   */
  async want ({ bundle: { facts, hash, header }, numbers }: Withheld): Promise<boolean> {
    const { wanted } = this.components
    const key = treeKey(header.hlc, hash)

    if (wanted == null || facts.every((fact, number) => fact != null || numbers.has(number)) || wanted.has(header.scope, key)) {
      return true
    }

    return wanted.count() < WANTED_FOR_DIGESTS_MAX && (await wanted.add(header.scope, [key])).full === 0
  }

  /** Whether the header of a bundle, by its tree key, is not here although the index tells of its time. */
  async isLost (scope: Uint8Array, key: Uint8Array): Promise<boolean> {
    const { wanted, index } = this.components

    return wanted?.has(scope, key) === true && await index.read.bundle(hashIn(key)) == null
  }

  /** Finds out which bundles stood in ranges of the journal, and has them brought again. One search runs at a time. */
  lose (ranges: readonly JournalRange[]): void {
    if (ranges.length > 0) {
      this.ranges.push(...ranges)
      this.working ??= this.work().catch(err => { this.components.onTrouble(err) }).finally(() => { this.working = undefined })
    }
  }

  /** Takes note that a bundle is here; one without all of its facts stays wanted. */
  settle ({ header, hash, salts }: Bundle): void {
    const { wanted, onTrouble } = this.components
    const key = wanted?.count() === 0 || !isWhole({ salts }) ? undefined : treeKey(header.hlc, hash)

    if (key != null && wanted?.has(header.scope, key) === true) {
      wanted.settle(header.scope, [key]).catch(onTrouble)
    }
  }

  /** Whether a bundle is one that this node once had. */
  isWanted ({ header, hash }: Bundle): boolean {
    return this.components.wanted?.has(header.scope, treeKey(header.hlc, hash)) ?? false
  }

  /** Whether a bundle is wanted, by the beginning of its hash. */
  isWantedHash (hash: Uint8Array): boolean {
    const { wanted } = this.components

    return wanted?.scopes().some(scope => wanted.all(scope).some(key => equalBytes(hashIn(key).subarray(0, hash.length), hash))) ?? false
  }

  /** Resolves once nothing is searched any more. */
  async stop (): Promise<void> {
    await this.working
  }

  /** What the journal tells of digests is wanted, also when the note of it was lost, but for what is gone for good. */
  private async wantGapped (): Promise<void> {
    const { index, isComplete, wanted } = this.components
    const ids = index.scopeIds()

    for (const { scope, treeKey: key } of await index.gapped()) {
      if (wanted?.has(ids[scope], key) === false && !await isComplete(ids[scope], hashIn(key))) {
        await wanted.add(ids[scope], [key])
      }
    }
  }

  private async work (): Promise<void> {
    while (this.ranges.length > 0) {
      await this.loseWithin(this.ranges.splice(0))
    }
  }

  private async loseWithin (ranges: readonly JournalRange[]): Promise<void> {
    const { index, trees, wanted, onLost } = this.components
    const ids = index.scopeIds()
    const lost = new Map<string, { scope: Uint8Array, keys: Uint8Array[] }>()

    for (const { scope, offset, treeKey: key } of await index.bundlesWithin(ranges)) {
      // A range may tell of bytes that nobody reads: those of a segment that reaches into the next one.
      if (await this.isThere(offset)) {
        continue
      }
      const id = ids[scope]
      const group = lost.get(toHex(id)) ?? { scope: id, keys: [] }

      group.keys.push(key)
      lost.set(toHex(id), group)
    }

    // First what a crash must not forget: a key that is wanted and still in the index is looked at again by the start. The
    // index comes last: as long as it tells of a bundle, nobody can bring it back into the tree that it leaves.
    for (const { scope, keys } of lost.values()) {
      await wanted?.add(scope, keys)
      keys.forEach(key => { trees.remove(scope, key) })
      await this.loseEntries(keys)
      onLost(keys.length)
    }
  }

  private async loseEntries (keys: readonly Uint8Array[]): Promise<void> {
    try {
      await this.components.index.lose(keys.map(hashIn))
    } catch (err) {
      // What only waits for its store is in effect.
      if (!(err instanceof IndexWaitsError)) {
        throw err
      }
    }
  }

  private async isThere (offset: number): Promise<boolean> {
    try {
      await this.components.journal.read(offset)

      return true
    } catch (err) {
      if (isUnreadable(err)) {
        return false
      }

      throw err
    }
  }
}

/** The hash in a key of a tree. */
function hashIn (key: Uint8Array): Uint8Array {
  return key.subarray(key.length - HASH_BYTES)
}
