import { TypedEventEmitter } from 'main-event'
import { peerIdText } from '../../model/identity/index.ts'
import { NameTable } from '../../policy/scope/index.ts'
import type { PeerNames, PeerNamesEvents, PeersComponents } from './interface.ts'
import type { SourceVerdict } from '../../model/identity/index.ts'
import type { NamedKey } from '../../policy/scope/index.ts'

/** What the names stand on. */
export interface TabledNamesComponents {
  readonly records: PeersComponents['records']['names']
  /** Told when a claim could not be written; it counts until this node stops. */
  onTrouble (error: unknown): void
}

/** The table of names, kept in the order of first claim, so that nobody takes over a name while this node is down. */
export class TabledNames extends TypedEventEmitter<PeerNamesEvents> implements PeerNames {
  readonly #components: TabledNamesComponents
  readonly #pins: readonly NamedKey[]
  #table: NameTable

  constructor (components: TabledNamesComponents, pins: readonly NamedKey[]) {
    super()
    this.#components = components
    this.#pins = pins
    this.#table = new NameTable({ pins })
  }

  /** Takes in the claims that were kept. */
  start (): void {
    this.#table = new NameTable({ pins: this.#pins, claims: this.#components.records.all() })
  }

  judge (source: string, author: Uint8Array): SourceVerdict {
    return this.#table.judge(source, author)
  }

  namesOf (author: Uint8Array): readonly string[] {
    return this.#table.namesOf(author)
  }

  /** Gives a key the names that are free, and keeps that. */
  claim (author: Uint8Array, names: readonly string[]): void {
    const { records, onTrouble } = this.#components
    const given = this.#table.claim(author, names)

    for (const name of given) {
      records.put(name, author).catch(onTrouble)
    }

    if (given.length > 0) {
      this.safeDispatchEvent('name:claim', { detail: { peer: peerIdText(author), names: given } })
    }
  }
}
