import { KIND_GENESIS } from '../../model/body/index.ts'
import { BUNDLE_FACTS_MAX, PARENTS_MAX, SALT_BYTES, sealBundle } from '../../model/bundle/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { KIND_GOVERNANCE_MAX, KIND_GOVERNANCE_MIN } from '../../model/fact/index.ts'
import { SALTS_TOGETHER, SEAL_BYTES_MAX } from './constants.ts'
import { Gate } from './gate.ts'
import type { CommitQueue } from './commit/commit-queue.ts'
import type { ScopeRef } from './interface.ts'
import type { LaneKeeper } from './lane-keeper.ts'
import type { StampClock } from './stamp-clock.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Signer } from '../../model/identity/index.ts'
import type { Clock, Random } from '../../platform/interface.ts'
import type { FactIndex } from '../index/index.ts'
import type { FactReader } from '../query/index.ts'
import type { Arrival } from '../record/index.ts'

/** Bytes that a fact takes in the list beside its own. */
const ITEM_BYTES = 3

/** A fact on its way into a bundle. */
export interface PendingFact {
  readonly fact: Fact
  readonly bytes: Uint8Array
}

/** A fact that stands in a durable bundle. */
export interface WrittenFact {
  readonly fact: Fact
  readonly bundle: Bundle
  readonly index: number
  readonly arrival: Arrival
  /** Whether others speak about the same entity and relation. */
  readonly rivalled: boolean
}

/** What a writer stands on. */
export interface ScopeWriterComponents {
  readonly clock: Clock
  readonly random: Random
  readonly signer: Signer
  readonly index: FactIndex
  readonly reader: FactReader
  readonly lanes: LaneKeeper
  readonly stamps: StampClock
  readonly queue: CommitQueue
}

/** A bundle of ours, and in which generation of the queue it was sealed. */
interface Sealed {
  readonly bundle: Bundle
  readonly generation: number
}

/** One call's facts; it is answered when all of them are written. */
interface Ticket {
  readonly written: WrittenFact[]
  left: number
  resolve (written: WrittenFact[]): void
  reject (reason: unknown): void
}

interface Waiting extends PendingFact {
  readonly ticket: Ticket
  /** Place among the facts of the call. */
  readonly place: number
}

interface Chain {
  readonly lane: Uint8Array
  /** Generation of the queue in which it was looked up: after a failure it may hold bundles that do not exist. */
  readonly generation: number
  seq: number
  prev: Uint8Array | null
}

/**
 * Writes our facts into one scope. Facts wait until the queue forms its next group and then become one bundle, so a lone
 * fact goes at once and a crowd shares a signature and a sync. A full bundle is sealed earlier, while the group before
 * it is being synced.
 */
export class ScopeWriter {
  private readonly components: ScopeWriterComponents
  private readonly scope: ScopeRef
  private readonly net: string
  private readonly gate: Gate
  /** Parents that bundles name which are sealed and not yet applied. */
  private readonly named = new Set<string>()
  private readonly waiting: Waiting[] = []
  private waitingBytes = 0
  private chain: Chain | undefined
  private sealing: Promise<void> = Promise.resolve()
  /** Calls that seal or wait to. */
  private sealings = 0
  /** Random bytes for the salts of the next bundles. */
  private salts: Uint8Array = new Uint8Array(0)

  constructor (components: ScopeWriterComponents, init: { scope: ScopeRef, net: string, pendingFactsMax: number }) {
    this.components = components
    this.scope = init.scope
    this.net = init.net
    this.gate = new Gate({ max: init.pendingFactsMax })
    components.queue.addContributor(() => this.waiting.length > 0 || this.sealings > 0 ? this.seal(false) : undefined)
  }

  /** Resolves once there is room for so many facts, and keeps it free for them until {@link ScopeWriter.leave}. */
  async enter (count: number): Promise<void> {
    await this.gate.enter(count)
  }

  /** Gives room back. */
  leave (count: number): void {
    this.gate.leave(count)
  }

  /**
   * Takes facts and resolves once all of them are durable and indexed, in the order given.
   *
   * @throws {ClockBehindError}
   * @throws {StorageFullError}
   * @throws {StorageFailedError}
   * @throws {ReplicaStoppedError}
   */
  async write (facts: readonly PendingFact[]): Promise<WrittenFact[]> {
    if (facts.length === 0) {
      return []
    }

    this.components.queue.admit()

    return new Promise((resolve, reject) => {
      this.enqueue(facts, { written: [], left: facts.length, resolve, reject })
    })
  }

  private enqueue (facts: readonly PendingFact[], ticket: Ticket): void {
    for (let place = 0; place < facts.length; place++) {
      const { fact, bytes } = facts[place]
      this.waiting.push({ fact, bytes, ticket, place })
      this.waitingBytes += bytes.length + ITEM_BYTES
    }

    this.components.queue.wake()
    void this.seal(true)
  }

  /** Seals what waits, one bundle after another; a bundle that is not full is left to wait when only full ones are asked. */
  private async seal (fullOnly: boolean): Promise<void> {
    if (fullOnly && !this.isFull()) {
      return
    }

    this.sealings++
    this.sealing = this.sealing.then(async () => this.sealAll(fullOnly)).finally(() => { this.sealings-- })
    await this.sealing
  }

  private async sealAll (fullOnly: boolean): Promise<void> {
    while (fullOnly ? this.isFull() : this.waiting.length > 0) {
      const facts = this.take()

      try {
        this.components.queue.check()
        this.submit(facts, await this.sealOne(facts))
      } catch (err) {
        rejectAll(facts, err)
      }
    }
  }

  private async sealOne (facts: readonly Waiting[]): Promise<Sealed> {
    const { index, signer, stamps } = this.components
    const chain = await this.chainNow()
    const heads = index.parentHeads(this.scope.id).hashes().filter(hash => !this.named.has(toHex(hash)))
    const bundle = await sealBundle({
      net: this.net,
      scope: this.scope.id,
      shard: 0,
      author: signer.publicKey,
      lane: chain.lane,
      seq: chain.seq + 1,
      prev: chain.prev,
      hlc: stamps.tick(facts.length),
      parents: heads.slice(0, PARENTS_MAX),
      parentsTruncated: heads.length > PARENTS_MAX,
      ext: {}
    }, { facts: facts.map(({ bytes }) => bytes), decoded: facts.map(({ fact }) => fact), salt: this.nextSalt() }, signer)
    chain.seq++
    chain.prev = bundle.hash

    return { bundle, generation: chain.generation }
  }

  private submit (facts: readonly Waiting[], { bundle, generation }: Sealed): void {
    const arrival: Arrival = { via: 'local', receivedMs: this.components.clock.nowMs(), peer: '' }
    const parents = bundle.header.parents.map(toHex)
    parents.forEach(parent => { this.named.add(parent) })

    this.components.queue.submit(bundle, arrival, generation).then(rivalled => {
      parents.forEach(parent => { this.named.delete(parent) })
      resolveAll(facts, { bundle, arrival, rivalled: new Set(rivalled) })
    }, err => {
      // Nobody names these parents any more, so the next bundle does.
      parents.forEach(parent => { this.named.delete(parent) })
      rejectAll(facts, err)
    })
  }

  /** The chain to go on with: the one in hand while all of it stands, or what the index knows of the lane. */
  private async chainNow (): Promise<Chain> {
    const { lanes, queue } = this.components
    const lane = await lanes.current()

    if (this.chain == null || this.chain.generation !== queue.generation || !equalBytes(this.chain.lane, lane)) {
      this.chain = await this.chainIn(lane, queue.generation)
    }

    return this.chain
  }

  /** The chain of a lane by what is durable. Where its head cannot be read a new lane begins: nobody knows what to name. */
  private async chainIn (lane: Uint8Array, generation: number): Promise<Chain> {
    const { index, lanes, reader, signer: { publicKey: author } } = this.components
    const scope = index.scopeNumber(this.scope.id)
    const last = scope == null ? undefined : await index.read.chainHead({ author, scope, lane })

    if (last == null) {
      return { lane, generation, seq: 0, prev: null }
    }

    const head = await reader.head(last.bundle)

    if (head == null) {
      return this.chainIn(await lanes.leave(lane) ?? await lanes.current(), generation)
    }

    return { lane, generation, seq: last.seq, prev: head.hash }
  }

  /** Salts are drawn many at a time: a draw costs as much for one as for all of them. */
  private nextSalt (): Uint8Array {
    if (this.salts.length === 0) {
      this.salts = this.components.random.bytes(SALT_BYTES * SALTS_TOGETHER)
    }

    const salt = this.salts.slice(0, SALT_BYTES)
    this.salts = this.salts.subarray(SALT_BYTES)
    return salt
  }

  private isFull (): boolean {
    return this.waiting.length >= BUNDLE_FACTS_MAX || this.waitingBytes >= SEAL_BYTES_MAX
  }

  /** The facts of the next bundle: as many as fit, at least one. */
  private take (): Waiting[] {
    let bytes = 0
    let count = 0

    while (count < this.waiting.length && count < BUNDLE_FACTS_MAX) {
      const next = bytes + this.waiting[count].bytes.length + ITEM_BYTES

      if (count > 0 && (next > SEAL_BYTES_MAX || !mayTravelWith(this.waiting[0].fact, this.waiting[count].fact))) {
        break
      }

      bytes = next
      count++
    }

    this.waitingBytes -= bytes
    return this.waiting.splice(0, count)
  }
}

/** Whether a bundle that begins with a fact may hold another one: what governs a scope travels apart, and a genesis alone. */
function mayTravelWith (first: Fact, fact: Fact): boolean {
  return isGovernance(first) === isGovernance(fact) && first.kind !== KIND_GENESIS && fact.kind !== KIND_GENESIS
}

function isGovernance ({ kind }: Fact): boolean {
  return kind >= KIND_GOVERNANCE_MIN && kind <= KIND_GOVERNANCE_MAX
}

function resolveAll (facts: readonly Waiting[], { bundle, arrival, rivalled }: { bundle: Bundle, arrival: Arrival, rivalled: ReadonlySet<number> }): void {
  for (let index = 0; index < facts.length; index++) {
    const { fact, ticket, place } = facts[index]
    ticket.written[place] = { fact, bundle, index, arrival, rivalled: rivalled.has(index) }
    ticket.left--

    if (ticket.left === 0) {
      ticket.resolve(ticket.written)
    }
  }
}

function rejectAll (facts: readonly Waiting[], reason: unknown): void {
  for (const { ticket } of facts) {
    ticket.reject(reason)
  }
}
