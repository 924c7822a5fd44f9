import { ACT_NAMES_MAX } from '../../model/body/index.ts'
import { equalBytes, toHex } from '../../model/bytes/index.ts'
import { isSourceName, judgeSource } from '../../model/identity/index.ts'
import { NAME_TABLE_MAX } from './constants.ts'
import type { SourceVerdict } from '../../model/identity/index.ts'

/** A name and the key that holds it. */
export type NamedKey = readonly [name: string, key: Uint8Array]

/** What a name table begins with. */
export interface NameTableInit {
  /** Names that the operator gave to keys. They stand whatever is claimed, and are not counted. */
  readonly pins?: Iterable<NamedKey>
  /** Claims that were heard before, the first one first. */
  readonly claims?: Iterable<NamedKey>
}

/**
 * Whose a name is in the public scope, as this node sees it: the key to which the operator pinned it, else the first
 * key that was heard to claim it. A key holds a bounded number of claims, so one peer cannot take all that are free.
 */
export class NameTable {
  readonly #pins: ReadonlyMap<string, Uint8Array>
  readonly #claims = new Map<string, Uint8Array>()
  /** The claimed names of each key, which stands in hexadecimal digits. */
  readonly #byKey = new Map<string, string[]>()

  constructor ({ pins = [], claims = [] }: NameTableInit = {}) {
    this.#pins = new Map(pins)

    for (const [name, key] of claims) {
      this.claim(key, [name])
    }
  }

  /** Gives a key every name that is free, and answers those that it was given. */
  claim (key: Uint8Array, names: readonly string[]): string[] {
    return names.filter(name => this.#claim(key, name))
  }

  /** The key that holds a name. */
  holderOf (name: string): Uint8Array | undefined {
    return this.#pins.get(name) ?? this.#claims.get(name)
  }

  /** The names that a key holds. */
  namesOf (key: Uint8Array): string[] {
    const pinned = [...this.#pins].filter(([, holder]) => equalBytes(holder, key)).map(([name]) => name)

    return [...pinned, ...this.#byKey.get(toHex(key)) ?? []]
  }

  /**
   * Whose a source is. `own` is what facts show as attested; `foreign` is declined as `source_not_owned`; `undeclared`
   * is held until somebody declares the name.
   */
  judge (source: string, author: Uint8Array): SourceVerdict {
    return judgeSource(source, author, name => this.holderOf(name))
  }

  #claim (key: Uint8Array, name: string): boolean {
    const text = toHex(key)
    const names = this.#byKey.get(text) ?? []

    if (!isSourceName(name) || this.holderOf(name) !== undefined || names.length >= ACT_NAMES_MAX || this.#claims.size >= NAME_TABLE_MAX) {
      return false
    }

    this.#claims.set(name, key)
    this.#byKey.set(text, [...names, name])

    return true
  }
}
