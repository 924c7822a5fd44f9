import type { AuditType } from './event-types.ts'
import type { CborMap } from '../../model/bytes/index.ts'
import type { Clock, Files, Timers } from '../../platform/interface.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { AuditEntry } from '../record/index.ts'
import type { AbortOptions, ComponentLogger } from '@libp2p/interface'

/** Something that happened. Texts are cut at 512 characters, a detail of more than 4 KiB is replaced by a note. */
export interface AuditEvent {
  readonly type: AuditType
  /** Peer id, base36 text, of the peer that it is about. */
  readonly peer?: string
  /** Who did it, when that is not the peer. */
  readonly actor?: string
  /** The scope that it is about. */
  readonly scope?: string
  /** Why, as a code. */
  readonly reason?: string
  /** Whatever else is known, for example the id of a fact. */
  readonly detail?: CborMap
}

/**
 * What became of an event: it is durable, or it was one of many of its kind and is only counted. The number of those
 * is written as an event `repeated` when their minute is over.
 */
export type AuditOutcome = 'written' | 'counted'

/** An entry of the log. */
export interface AuditRecord extends AuditEntry {
  /** When it was written, in milliseconds since 1970; never less than the entry before. */
  readonly timeMs: number
  /** Global offset of its journal record. */
  readonly offset: number
}

/** Which entries are asked for. */
export interface AuditQuery {
  readonly type?: AuditType
  readonly peer?: string
  readonly actor?: string
  /** Entries at or after this time, in milliseconds since 1970. */
  readonly fromMs?: number
  /** Entries before this time. */
  readonly toMs?: number
  /** Which come first: by default the newest. */
  readonly order?: 'newest' | 'oldest'
  /** Entries of a page, 1..500; others are brought into that range. By default 50. */
  readonly limit?: number
  /** The `next` of the page before: the number of the entry at which it ended. */
  readonly cursor?: number
}

/** Some entries of the log. */
export interface AuditPage {
  readonly records: readonly AuditRecord[]
  /** What goes on behind this page; undefined when there is nothing more. A page may hold fewer entries than its limit, even none, and go on. */
  readonly next: number | undefined
}

/** What is wrong with an entry. */
export type AuditFlaw = 'number' | 'previous' | 'time' | 'end'

/** What a walk along the chain found. */
export interface AuditReport {
  /** Entries that are whole and follow each other from the first one on. */
  readonly entries: number
  /**
   * The first place where the chain breaks: an entry with another number than the next (entries are missing or are no
   * entries any more), with another hash of the one before, with an earlier time, or fewer entries or another one where
   * the log is known to have come to (`end`). Undefined for a whole chain.
   */
  readonly flaw: { readonly flaw: AuditFlaw, readonly offset: number, readonly number: number } | undefined
}

/** Figures of the log. */
export interface AuditStat {
  /** Entries. */
  readonly entries: number
  /** Events that were counted instead of written since the start. */
  readonly counted: number
  /** Events since the start by their type, written or counted. */
  readonly events: Readonly<Partial<Record<AuditType, number>>>
  /** Bytes of the reserve that are there. */
  readonly reserveBytes: number
}

/** An append-only log of what was refused, decided and done, each entry with the hash of the one before. */
export interface AuditLog {
  /** Finds the newest entry, and fills the reserve. The journal must be started. */
  start (): Promise<void>
  /** Writes what was counted, and waits for what is under way. The journal is stopped by its owner afterwards. */
  stop (): Promise<void>
  /** Writes an event and answers once it is durable. Throws what the journal throws; an event of a sampled type is counted then. */
  append (event: AuditEvent): Promise<AuditOutcome>
  /** A page of entries. */
  records (query?: AuditQuery, options?: AbortOptions): Promise<AuditPage>
  /** Walks along the whole chain and names the first break. */
  verify (options?: AbortOptions): Promise<AuditReport>
  /** The present figures. */
  stat (): AuditStat
}

/** Bounds of the audit log. */
export interface AuditLogInit {
  /**
   * Sampled events that may wait for the disk.
   *
   * @default DEFAULT_WAITING_MAX
   */
  waitingMax?: number
  /**
   * Sampled events of one type, peer, actor and reason that are written in a minute.
   *
   * @default DEFAULT_PER_MINUTE_MAX
   */
  perMinuteMax?: number
  /**
   * Types with their peers, actors and reasons that are told apart in a minute.
   *
   * @default DEFAULT_KINDS_MAX
   */
  kindsMax?: number
  /**
   * Bytes that are kept for a time when the disk is full.
   *
   * @default DEFAULT_RESERVE_BYTES
   */
  reserveBytes?: number
}

/** Where the reserve lies. */
export interface ReservePlace {
  readonly files: Files
  /** A folder on the file system of the journal. The file in it is named `reserve`. */
  readonly directory: string
}

/** Where it is noted how far the log has come: outside its folder. */
export interface AnchorPlace {
  readonly files: Pick<Files, 'readFile' | 'writeFileAtomic'>
  /** A file that nobody else writes. */
  readonly path: string
}

/** What the audit log stands on. */
export interface AuditLogComponents {
  /** A journal of its own, with the level `immediate`. */
  journal: Journal
  clock: Clock
  /** Writes counters when nothing else is written; without it they wait for the next event. */
  timers?: Pick<Timers, 'every'>
  /** Without it there is no reserve. */
  reserve?: ReservePlace
  /** Without it nobody sees that the newest entries were taken away while the log was closed. */
  anchor?: AnchorPlace
  logger?: ComponentLogger
}
