import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { rootProof } from '../../storage/tree/index.ts'
import { KNOWN_SETS_MAX } from './constants.ts'
import type { HelloFrame } from './driver/interface.ts'
import type { SyncRun, SyncStore } from './interface.ts'
import type { ActiveRun } from './pair.ts'
import type { SetFinder } from './session/interface.ts'
import type { TreeSnapshot } from '../../storage/tree/index.ts'

interface KnownSet {
  /** It is kept, because a set of the past may be read no more. */
  readonly root: Uint8Array
  readonly snapshot: TreeSnapshot
}

/**
 * The sets that some run lately found equal, a few for each scope. A peer that still has one of them proves it with its
 * HELLO, and then what it lacks is what came here since.
 */
export class KnownSets implements SetFinder {
  private readonly store: Pick<SyncStore, 'snapshot'>
  /** By scope in hexadecimal, the newest first. */
  private readonly sets = new Map<string, readonly KnownSet[]>()

  constructor (store: Pick<SyncStore, 'snapshot'>) {
    this.store = store
  }

  /**
   * Remembers the set that a run found equal. Answers our root as it was compared, in hexadecimal: that of now, if the
   * set grew by nothing but what the run brought.
   */
  take ({ count, pair: { scope: { id } } }: ActiveRun, { bundlesIn, result }: SyncRun): string | undefined {
    const snapshot = this.store.snapshot(id)

    if (snapshot === undefined || snapshot.count !== count + bundlesIn) {
      return undefined
    }

    const root = snapshot.root()

    if (result === 'equal') {
      const others = this.of(id).filter(set => !equalBytes(set.root, root))
      this.sets.set(toHex(id), [{ root, snapshot }, ...others].slice(0, KNOWN_SETS_MAX))
    }

    return toHex(root)
  }

  find (scope: Uint8Array, { count, nonce, proof }: HelloFrame): TreeSnapshot | undefined {
    return this.of(scope).find(({ root, snapshot }) => snapshot.count === count && equalBytes(rootProof(nonce, root), proof))?.snapshot
  }

  private of (scope: Uint8Array): readonly KnownSet[] {
    return this.sets.get(toHex(scope)) ?? []
  }
}
