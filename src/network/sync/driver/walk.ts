import { compareBytes, equalBytes, toHex } from '../../../model/bytes/index.ts'
import { ENTRIES_PER_TURN_MAX, NEWEST_OPEN_MAX, OPEN_MAX, WANTS_PER_TURN_MAX } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import { cut, describe, describeNewest, hashOf } from './entry.ts'
import { childOf, isBelow } from './prefix.ts'
import type { DiffFilter, InnerEntry, LeafEntry, Lens, WalkEntry, Want } from './interface.ts'
import type { InnerTreeNode, Prefix, TreeSnapshot } from '../../../storage/tree/index.ts'

/** Keys of ours that the peer lacks: below a prefix, without those it listed or at the bits that it wants. */
interface Push {
  readonly prefix: Prefix
  readonly listed?: readonly Uint8Array[]
  readonly mask?: number
}

/**
 * One side of one comparison of two key sets, over a snapshot of ours. Both sides run the same code and take turns:
 * they hear what the peer described and wants, then send what the peer lacks, describe the subtrees in which both have
 * something and differ, and want the rest. Pure: no clock, no chance, no I/O.
 *
 * It ends: an inner description is answered by descriptions of longer prefixes or by a leaf, a leaf is never answered by
 * a description, and a prefix has at most 80 nibbles. What was opened last is described first, so that bundles begin to
 * move before the whole width of the tree is known, and few subtrees are open at once.
 */
export class TreeWalk {
  private readonly snapshot: TreeSnapshot
  private readonly lens: Lens
  private readonly filter: DiffFilter
  /** Cut hashes that are not wanted, in hex. */
  private readonly useless: ReadonlySet<string>
  private readonly open = new Map<string, Prefix>()
  private lastHeard: Prefix | undefined
  private heard = 0
  /** Wants of the peer in this turn. */
  private heardWants = 0
  /** Keys that were looked at to be sent. */
  private looked = 0
  private pushes: Push[] = []
  private wants: Want[] = []

  constructor (snapshot: TreeSnapshot, lens: Lens, filter: DiffFilter) {
    this.snapshot = snapshot
    this.lens = lens
    this.filter = filter
    this.useless = new Set(filter.useless.map(hash => toHex(cut(hash, lens))))
  }

  /** Whether this side has nothing to send, to describe or to ask. */
  get idle (): boolean {
    return this.open.size === 0 && this.pushes.length === 0 && this.wants.length === 0
  }

  /** Begins without a description from the peer: with ours of everything, or the wish for all that the peer has. */
  begin (): void {
    const root = new Uint8Array(0)

    if (this.snapshot.count === 0) {
      this.wants.push({ prefix: root, mask: 0 })
    } else {
      this.describe(root)
    }
  }

  /** Takes in that the peer has nothing at all. */
  hearNothing (): void {
    this.push({ prefix: new Uint8Array(0) })
  }

  /**
   * Takes in what the peer has below a prefix. An entry that lies below the one before it in the same turn continues
   * that one, and counts only where the two sides were found to differ.
   *
   * @throws {SyncFaultError} when a turn describes too much, or too much is open
   */
  hear (entry: WalkEntry): void {
    if (++this.heard > ENTRIES_PER_TURN_MAX) {
      throw new SyncFaultError('limit', 'a turn describes too many subtrees')
    }

    const continues = this.lastHeard !== undefined && isBelow(entry.prefix, this.lastHeard)
    const wasOpen = this.open.delete(keyOf(entry.prefix))
    this.lastHeard = entry.prefix

    if (continues && !wasOpen) {
      return
    }

    if (entry.kind === 'leaf') {
      this.hearLeaf(entry)
    } else {
      this.hearInner(entry)
    }
  }

  /**
   * Takes in what the peer wants.
   *
   * @throws {SyncFaultError} when it wants parts of a leaf that is none
   */
  hearWant (want: Want): void {
    if (++this.heardWants > WANTS_PER_TURN_MAX) {
      throw new SyncFaultError('limit', 'a turn wants more than a turn may')
    }

    if (want.mask === 0) {
      this.push({ prefix: want.prefix })
      return
    }

    const node = this.snapshot.node(want.prefix)

    if (node.kind !== 'leaf' || want.mask >= 2 ** node.keys.length) {
      throw new SyncFaultError('malformed', 'a want names keys that were not listed')
    }

    this.push({ prefix: want.prefix, mask: want.mask })
  }

  /**
   * The hashes of all bundles that the peer lacks as far as this side knows, oldest first. To be read to the end before
   * {@link takeWants}, because it is then that a listed leaf has been compared.
   *
   * @throws {SyncFaultError} when they are more than there are, because the peer wants some again
   */
  * takePushes (): Generator<Uint8Array> {
    const pushes = this.pushes.sort((a, b) => compareBytes(a.prefix, b.prefix))
    this.pushes = []
    this.heardWants = 0

    for (const push of pushes) {
      for (const hash of this.hashesOf(push)) {
        // Also what is not welcome costs a look.
        if (++this.looked > this.snapshot.count) {
          throw new SyncFaultError('limit', 'more bundles are wanted than there are')
        }

        if (!this.filter.isUnwelcome(hash)) {
          yield hash
        }
      }
    }
  }

  /** Descriptions of up to `max` subtrees that this side owes; to be called once per turn. */
  takeEntries (max: number): WalkEntry[] {
    this.lastHeard = undefined
    this.heard = 0
    const prefixes = [...this.open].slice(-max)
    prefixes.forEach(([key]) => this.open.delete(key))

    return prefixes.length <= NEWEST_OPEN_MAX
      ? prefixes.flatMap(([, prefix]) => describeNewest(this.snapshot, prefix, this.lens))
      : prefixes.flatMap(([, prefix]) => describe(this.snapshot, prefix, this.lens) ?? [])
  }

  /** Up to `max` wants. */
  takeWants (max: number): Want[] {
    return this.wants.splice(0, max)
  }

  private hearLeaf ({ prefix, ids }: LeafEntry): void {
    this.push({ prefix, listed: ids })
  }

  private hearInner (entry: InnerEntry): void {
    let at = entry.prefix

    for (const nibble of entry.reach) {
      const node = this.snapshot.node(at)

      if (node.kind !== 'inner') {
        this.describeOrWant(at, node.kind)
        return
      }

      this.pushOthers(at, node, nibble)
      at = childOf(at, nibble)
    }

    const node = this.snapshot.node(at)

    if (node.kind === 'inner') {
      this.compare(at, node, entry)
    } else {
      this.describeOrWant(at, node.kind)
    }
  }

  private describeOrWant (prefix: Prefix, kind: 'empty' | 'leaf'): void {
    if (kind === 'leaf') {
      this.describe(prefix)
    } else {
      this.wants.push({ prefix, mask: 0 })
    }
  }

  private pushOthers (at: Prefix, node: InnerTreeNode, nibble: number): void {
    for (const child of node.children) {
      if (child.nibble !== nibble) {
        this.push({ prefix: childOf(at, child.nibble) })
      }
    }
  }

  private compare (at: Prefix, node: InnerTreeNode, entry: InnerEntry): void {
    const ours = new Map(node.children.map(child => [child.nibble, child.digest]))
    let place = 0

    for (let nibble = 0; nibble < 16; nibble++) {
      const our = ours.get(nibble)
      const their = (entry.bitmap >> nibble & 1) === 1 ? entry.digests[place++] : undefined

      if (our === undefined && their !== undefined) {
        this.wants.push({ prefix: childOf(at, nibble), mask: 0 })
      } else if (our !== undefined && their === undefined) {
        this.push({ prefix: childOf(at, nibble) })
      } else if (our !== undefined && their !== undefined && !equalBytes(cut(our, this.lens), their)) {
        this.describe(childOf(at, nibble))
      }
    }
  }

  private describe (prefix: Prefix): void {
    if (this.open.size >= OPEN_MAX) {
      throw new SyncFaultError('limit', 'too many subtrees are open')
    }

    this.open.set(keyOf(prefix), prefix)
  }

  private push (push: Push): void {
    if (this.pushes.length >= OPEN_MAX) {
      throw new SyncFaultError('limit', 'too many subtrees are wanted')
    }

    this.pushes.push(push)
  }

  private * hashesOf (push: Push): Generator<Uint8Array> {
    const listed = push.listed === undefined ? undefined : new Map(push.listed.map((id, place) => [toHex(id), place]))
    let found = 0
    let place = 0

    for (const key of this.snapshot.keys(push.prefix)) {
      const hash = hashOf(key)
      const match = listed?.get(toHex(cut(hash, this.lens)))

      if (match !== undefined) {
        found |= 1 << match
      } else if (push.mask === undefined || (push.mask >>> place & 1) === 1) {
        yield hash
      }

      place++
    }

    this.wantRest(push, found)
  }

  /** Wants what a leaf of the peer lists and the bits of `found` do not cover. */
  private wantRest ({ prefix, listed }: Push, found: number): void {
    const missing = listed?.reduce((mask, id, place) => {
      return (found >>> place & 1) === 1 || this.useless.has(toHex(id)) ? mask : mask + 2 ** place
    }, 0) ?? 0

    if (missing > 0) {
      this.wants.push({ prefix, mask: missing })
    }
  }
}

function keyOf (prefix: Prefix): string {
  return String.fromCharCode(...prefix)
}
