import { KIND_ERASURE, readAct } from '../../model/body/index.ts'
import { bundleId, decodeBundle, factId, isWhole, redactFacts, treeKey } from '../../model/bundle/index.ts'
import { toHex } from '../../model/bytes/index.ts'
import { KIND_ASSERTION } from '../../model/fact/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { isUnreadable } from '../query/index.ts'
import { decodeArrival, offsetOf } from '../record/index.ts'
import type { Absence, Absences } from './absences.ts'
import type { AbsenceCount } from './interface.ts'
import type { Bundle } from '../../model/bundle/index.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { FactIndex } from '../index/index.ts'
import type { WantedBundles } from '../local/index.ts'
import type { Committed, CommitQueue, Receiver } from '../pipeline/index.ts'
import type { Arrival } from '../record/index.ts'

/** Content that was taken out of the journal. */
export interface TakenOut {
  /** Scope id, 32 bytes. */
  readonly scope: Uint8Array
  readonly reason: 'erased' | 'refused'
  /** Id of the fact, or of the bundle where several went. */
  readonly id: string
  /** Numbers of the facts where several went, as `0-3,7`. */
  readonly facts?: string
  /** Fact id of an erasure that has effect, and peer id of its author. */
  readonly erasure?: string
  readonly by?: string
}

/** What the redactor works on. */
export interface RedactorComponents {
  readonly absences: Absences
  readonly index: Pick<FactIndex, 'read' | 'scopeIds' | 'scopeNumber'>
  readonly journal: Journal
  readonly queue: Pick<CommitQueue, 'redact'>
  readonly receiver: Pick<Receiver, 'alone'>
  readonly wanted: WantedBundles | undefined
  /** Bundles of which a local decision dropped content: their hashes. */
  refused (): Iterable<Uint8Array>
  /** Hears of content that is out of the journal, durably. */
  onTakenOut (taken: TakenOut): void
  /** Hears that statements are among it: what they come to is worked out anew. */
  onStatementsGone (): void
  /** Hears that content is wanted that was not before. */
  onWant (): void
  /** Hears what stood in the way. */
  onTrouble (err: unknown): void
}

/** A bundle as it stands in the journal. */
interface Stored {
  readonly bundle: Bundle
  readonly arrival: Arrival
}

/**
 * Keeps what is here of bundles as it should be: content that was erased or refused leaves the journal's newest record and
 * the index, content that is gone without such a reason is wanted. It looks at a bundle when an erasure names it, when a copy
 * of it comes, when acts change which erasures count, and at all that erasures name after a start, so that a crash in
 * between is made good.
 */
export class Redactor {
  private readonly components: RedactorComponents
  /** Bundles to look at, by the beginning of their hashes. */
  private readonly due = new Map<string, Uint8Array>()
  /** Ids of scopes all of whose erasures are to be looked at, in hexadecimal. */
  private readonly dueScopes = new Map<string, Uint8Array>()
  /** Bundles that lack content, by scope and reason. */
  private readonly lacking = new Map<string, Record<keyof AbsenceCount, Set<string>>>()
  private working: Promise<void> | undefined
  private running = false

  constructor (components: RedactorComponents) {
    this.components = components
  }

  /** Looks at everything that erasures name or that was refused, in the background. */
  start (): void {
    const { index, refused } = this.components
    this.running = true
    index.scopeIds().forEach(id => { this.dueScopes.set(toHex(id), id) })
    this.lookAt([...refused()])
  }

  async stop (): Promise<void> {
    this.running = false
    await this.working
  }

  /** How many bundles of a scope lack content. */
  count (scope: Uint8Array): AbsenceCount {
    const sets = this.lacking.get(toHex(scope))
    return { refused: sets?.refused.size ?? 0, erased: sets?.erased.size ?? 0 }
  }

  /** Takes note of a bundle that is durable and indexed. */
  committed ({ arrival, bundle, leaving }: Pick<Committed, 'arrival' | 'bundle' | 'leaving'>): void {
    const { absences } = this.components
    const { decoded, hash } = bundle
    const named = [...targetsIn(decoded), ...targetsIn(leaving ?? [])]

    if (leaving?.some(fact => fact != null && fact.kind !== KIND_ASSERTION) === true) {
      this.components.onStatementsGone()
    }

    this.lookAt(arrival.isRedacted !== true && (!isWhole(bundle) || absences.mayLack(hash)) ? [...named, hash] : named)
  }

  /** Takes note that who may do what in a closed scope may have changed, and with that which erasures count. */
  governed (scope: Uint8Array): void {
    this.dueScopes.set(toHex(scope), scope)
    this.lookAt([])
  }

  /** Brings one bundle to where it should be, now. */
  async settle (hash: Uint8Array): Promise<void> {
    if (await this.components.index.read.bundle(hash) != null) {
      const stored = await this.read(hash)

      if (stored != null) {
        await this.components.receiver.alone(stored.bundle, async () => this.settleAlone(hash))
      }
    }
  }

  /** Looks at bundles in the background. */
  private lookAt (hashes: readonly Uint8Array[]): void {
    hashes.forEach(hash => { this.due.set(toHex(hash), hash) })

    if (this.running && this.due.size + this.dueScopes.size > 0) {
      this.working ??= this.work().then(() => {
        this.working = undefined
        this.lookAt([]) // Something may have come in the moment in which the work ended.
      }, err => {
        this.working = undefined // What is due stays so, until the next bundle is committed.
        this.components.onTrouble(err)
      })
    }
  }

  private async work (): Promise<void> {
    await Promise.resolve()

    await this.workOff(this.due, async hash => this.settle(hash))
    await this.workOff(this.dueScopes, async id => this.settleScope(id))
  }

  /** Does something about everything that is due; what comes meanwhile is due again, and so is what failed. */
  private async workOff (due: Map<string, Uint8Array>, work: (key: Uint8Array) => Promise<void>): Promise<void> {
    for (const [name, key] of due) {
      if (this.running) {
        due.delete(name)

        try {
          await work(key)
        } catch (err) {
          due.set(name, key)
          throw err
        }
      }
    }
  }

  private async settleScope (id: Uint8Array): Promise<void> {
    const { index } = this.components
    const number = index.scopeNumber(id)

    if (number != null) {
      for await (const target of index.read.erasureTargets(number)) {
        if (!this.running) {
          return
        }

        await this.settle(target)
      }
    }
  }

  private async settleAlone (hash: Uint8Array): Promise<void> {
    const { absences, queue } = this.components
    const stored = await this.read(hash)

    if (stored == null) {
      return
    }

    const { bundle, arrival } = stored
    const absence = await absences.of(bundle)
    const leaving = bundle.decoded.map((fact, number) => absence.erased.has(number) || absence.refused.has(number) ? fact : null)
    const numbers = [...leaving.keys()].filter(number => leaving[number] != null)

    if (numbers.length > 0) {
      await queue.redact(redactFacts(bundle, numbers), arrival, leaving)
      this.tell(bundle, absence, numbers)
    }

    this.note(bundle, absence)
    await this.want(bundle, absence)
  }

  /** Wants what is gone without a reason, and nothing else. */
  private async want ({ facts, hash, header }: Bundle, { erased, refused }: Absence): Promise<void> {
    const { onWant, wanted } = this.components
    const key = treeKey(header.hlc, hash)

    if (facts.some((fact, number) => fact == null && !erased.has(number) && !refused.has(number))) {
      const { added } = await wanted?.add(header.scope, [key]) ?? { added: 0 }

      if (added > 0) {
        onWant()
      }
    } else {
      await wanted?.settle(header.scope, [key])
    }
  }

  private tell ({ hash, header: { scope } }: Bundle, { erasures, refused }: Absence, numbers: readonly number[]): void {
    for (const [reason, some] of [['erased', numbers.filter(number => !refused.has(number))], ['refused', numbers.filter(number => refused.has(number))]] as const) {
      if (some.length > 0) {
        const row = erasures.get(some[0])
        const named = some.length === 1 ? { id: factId(hash, some[0]) } : { id: bundleId(hash), facts: rangesOf(some) }
        const by = row == null ? {} : { erasure: factId(row.place.hash, row.index), by: peerIdText(row.place.author) }
        this.components.onTakenOut({ scope, reason, ...named, ...by })
      }
    }
  }

  private note ({ hash, header: { scope } }: Bundle, absence: Absence): void {
    const id = toHex(scope)
    const sets = this.lacking.get(id) ?? { refused: new Set(), erased: new Set() }
    this.lacking.set(id, sets)

    for (const reason of ['refused', 'erased'] as const) {
      if (absence[reason].size > 0) {
        sets[reason].add(toHex(hash))
      } else {
        sets[reason].delete(toHex(hash))
      }
    }
  }

  /** A bundle as the journal has it; undefined while its record is damaged. */
  private async read (hash: Uint8Array): Promise<Stored | undefined> {
    const { index, journal } = this.components
    const row = await index.read.bundle(hash)

    try {
      const record = row == null ? undefined : await journal.read(offsetOf(row))

      if (record == null) {
        return undefined
      }

      const { lead, ...arrival } = decodeArrival(record)
      return { arrival, bundle: decodeBundle(record.subarray(lead)) }
    } catch (err) {
      if (isUnreadable(err)) {
        return undefined
      }

      throw err
    }
  }
}

/** Hashes of the bundles that erasures among some facts name. */
function targetsIn (facts: ReadonlyArray<Fact | null>): Uint8Array[] {
  return facts.flatMap(fact => fact?.kind === KIND_ERASURE ? readAct('erasure', fact)?.bundle ?? [] : [])
}

/** Ascending numbers as `0-3,7`. */
function rangesOf (numbers: readonly number[]): string {
  const ranges: Array<[number, number]> = []

  for (const number of numbers) {
    const last = ranges.at(-1)

    if (last != null && last[1] === number - 1) {
      last[1] = number
    } else {
      ranges.push([number, number])
    }
  }

  return ranges.map(([from, to]) => from === to ? String(from) : `${from}-${to}`).join(',')
}
