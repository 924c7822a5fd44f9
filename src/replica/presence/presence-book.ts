import { actFact, readAct, scopeUri } from '../../model/body/index.ts'
import { factId, holdsActs, parseBundleId, parseFactId } from '../../model/bundle/index.ts'
import { equalBytes, fromHex, toHex } from '../../model/bytes/index.ts'
import { peerIdText } from '../../model/identity/index.ts'
import { mayErase } from '../../policy/scope/index.ts'
import { ErasureRefusedError, FactErasedError, FactForgottenError } from './errors.ts'
import type { Absences } from './absences.ts'
import type { Forgetting, ForgetOptions, Forgotten, Presence, PresenceState } from './interface.ts'
import type { Redactor } from './redactor.ts'
import type { Fact } from '../../model/fact/index.ts'
import type { Clock } from '../../platform/interface.ts'
import type { Standing } from '../../policy/scope/index.ts'
import type { ErasureRow } from '../index/index.ts'
import type { KeyedRecords } from '../local/index.ts'
import type { AppendResult } from '../pipeline/index.ts'
import type { BundleHead, FactReader, ScopeNames } from '../query/index.ts'
import type { Forgotten as ForgottenRecord } from '../record/index.ts'

/** What the book stands on. */
export interface PresenceBookComponents {
  readonly absences: Absences
  readonly redactor: Pick<Redactor, 'settle'>
  readonly reader: Pick<FactReader, 'expects' | 'head' | 'read'>
  readonly scopes: Pick<ScopeNames, 'nameOf'>
  readonly clock: Pick<Clock, 'nowMs'>
  /** Our own key. */
  readonly self: Uint8Array
  /** The source of erasures. */
  readonly defaultSource: string
  readonly forgotten: KeyedRecords<ForgottenRecord> | undefined
  /** What this node may do in a scope now. */
  standingNow (scope: Uint8Array): Standing
  /** Writes a fact of any kind, and answers once it is durable. */
  append (fact: Fact, scope: string): Promise<AppendResult>
}

/** A fact, or all facts of a bundle, that somebody named. */
interface Named {
  readonly id: string
  readonly hash: Uint8Array
  readonly index: number | undefined
  readonly head: BundleHead
}

/** Tells what is here of facts and bundles, and forgets them. */
export class PresenceBook implements Forgetting {
  private readonly components: PresenceBookComponents

  constructor (components: PresenceBookComponents) {
    this.components = components
  }

  /**
   * Makes sure that a fact is not one whose content is gone for good.
   *
   * @throws {FactErasedError | FactForgottenError}
   */
  async check (id: string): Promise<void> {
    const parts = parseFactId(id)
    const found = parts == null || !this.components.absences.mayLack(parts.hash) ? undefined : await this.presence(id)

    if (found?.state === 'erased') {
      throw new FactErasedError(id, { author: found.erasure?.author ?? 'its author', reason: found.reason ?? '' })
    }

    if (found?.state === 'refused') {
      throw new FactForgottenError(id, found.reason ?? '')
    }
  }

  async presence (id: string): Promise<Presence | undefined> {
    const named = await this.find(id)

    if (named == null) {
      return undefined
    }

    const { hash, head: { author, header }, index } = named
    const numbers = index == null ? numbersOf(header.count) : [index]

    if (await this.isHere(hash, numbers)) {
      return { author, state: 'here' } // Also what is about to go.
    }

    const { erased, erasures, refused } = await this.components.absences.of({ hash, header })

    if (numbers.every(number => erased.has(number))) {
      const row = erasures.get(numbers[0])
      return row == null ? { author, state: 'erased' } : this.erasedBy(author, row)
    }

    if (numbers.every(number => refused.has(number) || erased.has(number))) {
      return { author, state: 'refused', reason: this.components.forgotten?.get(toHex(hash))?.reason ?? '' }
    }

    return { author, state: await this.isHere(hash, numbers.filter(number => !refused.has(number) && !erased.has(number))) ? 'here' : 'wanted' }
  }

  async forget (id: string, { hereOnly = false, reason = '' }: ForgetOptions = {}): Promise<Forgotten | undefined> {
    const named = await this.find(id)

    if (named == null) {
      return undefined
    }

    if (holdsActs(named.head.header)) {
      throw new ErasureRefusedError(id, 'acts that govern a scope are kept for ever.')
    }

    const erasure = hereOnly ? undefined : await this.erase(named, reason)

    if (hereOnly) {
      await this.drop(named, reason)
    }

    await this.components.redactor.settle(named.hash)
    const state: PresenceState = (await this.presence(id))?.state ?? 'erased'

    return erasure == null ? { id, state } : { id, state, erasure }
  }

  async remember (id: string): Promise<Forgotten | undefined> {
    const { forgotten, redactor } = this.components
    const named = await this.find(id)
    const key = named == null ? '' : toHex(named.hash)
    const entry = forgotten?.get(key)

    if (named == null || entry == null) {
      return undefined
    }

    const all = entry.facts ?? numbersOf(named.head.header.count)
    const left = named.index == null ? [] : all.filter(number => number !== named.index)
    await (left.length === 0 ? forgotten?.remove(key) : forgotten?.put(key, { ...entry, facts: left }))
    await redactor.settle(named.hash)

    return { id, state: (await this.presence(id))?.state ?? 'wanted' }
  }

  /** Whether all of a bundle that is here is here, or gone for good. */
  async isComplete (hash: Uint8Array): Promise<boolean> {
    const { absences, reader } = this.components
    const head = absences.mayLack(hash) ? await reader.head(hash) : undefined

    if (head == null) {
      return false
    }

    const { erased, refused } = await absences.of(head)
    return this.isHere(hash, numbersOf(head.header.count).filter(number => !erased.has(number) && !refused.has(number)))
  }

  /** Numbers of the facts of a bundle that are not here, of one from which facts may have been taken out. */
  async takenOut (hash: Uint8Array): Promise<ReadonlySet<number>> {
    const { absences, reader } = this.components
    const head = absences.mayLack(hash) ? await reader.head(hash) : undefined
    const numbers = numbersOf(head?.header.count ?? 0)
    const here = await Promise.all(numbers.map(async number => reader.expects(hash, number)))

    return new Set(numbers.filter(number => !here[number]))
  }

  /** The bundles of which content was dropped here. */
  refused (): Uint8Array[] {
    return this.components.forgotten?.all().map(([name]) => fromHex(name)) ?? []
  }

  private async find (id: string): Promise<Named | undefined> {
    const fact = parseFactId(id)
    const hash = fact?.hash ?? parseBundleId(id)
    const head = hash == null ? undefined : await this.components.reader.head(hash)

    if (hash == null || head == null || !equalBytes(head.hash, hash) || (fact != null && fact.index >= head.header.count)) {
      return undefined
    }

    return { id, hash, index: fact?.index, head }
  }

  private async isHere (hash: Uint8Array, numbers: readonly number[]): Promise<boolean> {
    const here = await Promise.all(numbers.map(async number => this.components.reader.expects(hash, number)))
    return here.every(one => one)
  }

  private async erasedBy (author: string, { index, place }: ErasureRow): Promise<Presence> {
    const stored = await this.components.reader.read(place.hash, index)
    const reason = stored == null ? undefined : readAct('erasure', stored.fact)?.reason

    return { author, state: 'erased', reason: reason ?? '', erasure: { id: factId(place.hash, index), author: peerIdText(place.author) } }
  }

  private async erase ({ hash, head: { header }, id, index }: Named, reason: string): Promise<string> {
    const { append, defaultSource, scopes, self, standingNow } = this.components

    if (!mayErase({ author: self, standing: standingNow(header.scope), target: { author: header.author } })) {
      throw new ErasureRefusedError(id, 'only its author may, and in a closed scope an admin. "--here-only" drops the content on this node.')
    }

    const body = index == null ? { bundle: hash, reason } : { bundle: hash, index, reason }
    const result = await append(actFact('erasure', { body, entity: scopeUri(header.scope), source: defaultSource }), scopes.nameOf(header.scope))

    if (result.result === 'reject') {
      throw new ErasureRefusedError(id, result.detail)
    }

    return result.record.id
  }

  private async drop ({ hash, head: { header }, id, index }: Named, reason: string): Promise<void> {
    const { clock, forgotten } = this.components
    const key = toHex(hash)

    if (forgotten == null) {
      throw new ErasureRefusedError(id, 'this node remembers nothing of its own.')
    }

    const before = forgotten.get(key)
    const isWhole = index == null || (before != null && before.facts == null)
    const facts = isWhole ? undefined : [...new Set([...before?.facts ?? [], index])].sort((a, b) => a - b)
    const entry = { scope: header.scope, reason, sinceMs: clock.nowMs() }
    await forgotten.put(key, facts == null ? entry : { ...entry, facts })
  }
}

function numbersOf (count: number): number[] {
  return [...Array(count).keys()]
}
