import { MalformedBundleError, readHeaderBytes } from '../../model/bundle/index.ts'
import { blake3, equalBytes } from '../../model/bytes/index.ts'
import { FetchFaultError } from './errors.ts'
import { decodeFetchItems } from './message.ts'
import type { FetchAnswer, FetchRequest, FetchStore } from './interface.ts'
import type { FetchItem } from './message.ts'
import type { Verdict } from '../../model/bundle/index.ts'
import type { PeerText } from '../wire/index.ts'

/** What an intake stands on. */
export interface FetchIntakeComponents {
  readonly store: FetchStore
  /** Whether the peer may bring what was asked for, now. */
  mayPush (): boolean
}

/** Takes in the answer to one request, frame after frame, and keeps the books of what it came to. */
export class FetchIntake {
  private readonly components: FetchIntakeComponents
  private readonly peer: PeerText
  private readonly scope: Uint8Array
  private readonly hashes: readonly Uint8Array[]
  private readonly here: Uint8Array[] = []
  private readonly absent: Uint8Array[] = []
  private readonly declined: Uint8Array[] = []
  private answered = 0

  constructor (components: FetchIntakeComponents, peer: PeerText, { hashes, scope }: FetchRequest) {
    this.components = components
    this.peer = peer
    this.hashes = hashes
    this.scope = scope
  }

  /**
   * Takes a frame, and resolves once its bundles are durable.
   *
   * @throws {FetchFaultError}
   */
  async take (frame: Uint8Array): Promise<void> {
    const { store } = this.components
    const items = decodeFetchItems(frame)
    const asked = this.hashes.slice(this.answered, this.answered + items.length)

    if (asked.length < items.length) {
      throw new FetchFaultError('unasked', 'the peer answers more than was asked')
    }

    this.answered += items.length
    const bundles = items.flatMap((item, i) => this.check(item, asked[i]))

    if (!this.components.mayPush()) {
      throw new FetchFaultError('outside', 'the peer may not bring bundles of the scope any more')
    }

    const verdicts = bundles.length === 0 ? [] : await store.receive(bundles, { via: 'fetch', peer: this.peer, scope: this.scope })
    const hashes = asked.filter((_, i) => items[i] !== null)
    verdicts.forEach((verdict, i) => { this.book(verdict, hashes[i]) })
    const rejected = verdicts.find(({ result }) => result === 'reject')

    if (rejected?.result === 'reject') {
      throw new FetchFaultError('faulty', `a bundle was rejected: ${rejected.code}`)
    }
  }

  /**
   * The peer sends no more.
   *
   * @throws {FetchFaultError} when it did not answer at all
   */
  end (): void {
    if (this.answered === 0) {
      throw new FetchFaultError('malformed', 'the answer has no item')
    }
  }

  /** What all frames came to. */
  answer (): FetchAnswer {
    const { absent, declined, here } = this

    return { here, absent, declined, unanswered: this.hashes.slice(this.answered) }
  }

  private check (item: FetchItem, hash: Uint8Array): Uint8Array[] {
    if (item === null) {
      this.absent.push(hash)
      return []
    }

    if (!isBundle(item, hash)) {
      throw new FetchFaultError('unasked', 'the peer answers with another bundle')
    }

    return [item]
  }

  private book (verdict: Verdict, hash: Uint8Array): void {
    const list = verdict.result === 'accept' ? this.here : this.declined
    list.push(hash)
  }
}

/** Whether bytes begin as the bundle with a hash does; all else is judged at the door. */
function isBundle (bytes: Uint8Array, hash: Uint8Array): boolean {
  try {
    return equalBytes(blake3(readHeaderBytes(bytes)), hash)
  } catch (error) {
    if (error instanceof MalformedBundleError) {
      return false
    }

    throw error
  }
}
