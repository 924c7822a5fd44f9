import type { Platform } from '../../platform/interface.ts'
import type { ScopeStatus } from '../../replica/interface.ts'
import type { JournalDamage, JournalReport, JournalStat } from '../../storage/journal/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** How far a long piece of work on files is. */
export interface StoreProgress {
  /** What is done now: bytes are copied, records are read and checked, or the index is built. */
  readonly step: 'copy' | 'check' | 'rebuild'
  /** Bytes of this step that are done. */
  readonly done: number
  /** Bytes of this step in all. */
  readonly total: number
}

/** What every piece of work on files takes. */
export interface StoreWork extends AbortOptions {
  /** The machine. Tests hand in their own. */
  platform?: Platform
  /** Told often how far the work is. */
  onProgress? (progress: StoreProgress): void
}

/** Work on the folder of a node, without a running node. */
export interface HomeWork extends StoreWork {
  /** The folder of the node. */
  home: string
}

/** The journals below a home: bundles, local records, audit. */
export type JournalName = 'journal' | 'local' | 'audit'

/** What a reading of every record of one journal found. */
export interface JournalCheck {
  readonly journal: JournalName
  /** Whether nothing is damaged. An unfinished tail alone is no damage. */
  readonly ok: boolean
  readonly segments: number
  /** Valid records. */
  readonly records: number
  /** Bytes in their payloads. */
  readonly payloadBytes: number
  /** How many damaged ranges there are, the tail left out. */
  readonly damaged: number
  /** The first of them. */
  readonly damage: readonly JournalDamage[]
  /** Bytes behind the last valid record, as a crash in the middle of a write leaves them. The next start cuts them off. */
  readonly tailBytes: number
}

/** What a reading of every record of a running node found: the report of the bundles, and a check of each journal, that of the bundles first. */
export interface JournalsReport extends JournalReport {
  readonly journals: readonly JournalCheck[]
}

/** Figures of one journal, without reading its records. */
export interface JournalFigures extends JournalStat {
  readonly journal: JournalName
}

/** What building the index again brought. */
export interface RebuildReport {
  /** Facts in all bundles, every version counted. */
  readonly facts: number
  readonly bundles: number
  /** Milliseconds from the first record to the last entry. */
  readonly ms: number
  readonly net: string
  readonly scopes: readonly ScopeStatus[]
}

/** What the records of a journal hold of one scope. */
export interface StoredScope {
  /** 32 bytes in hexadecimal. */
  readonly id: string
  /** `public`, `local`, or null for a scope of another network. */
  readonly scope: string | null
  readonly facts: number
  readonly bundles: number
  /** Merkle root in hexadecimal, or null for `local`, which has no tree. */
  readonly root: string | null
}
