import {
  BATCH_MS_LIMIT, DEFAULT_BATCH_MS, DEFAULT_DURABILITY, DEFAULT_EVENTUAL_MS, DEFAULT_RECORD_BYTES_MAX, DEFAULT_SEGMENT_BYTES_MAX,
  EVENTUAL_MS_LIMIT, RECORD_BYTES_LIMIT, RECORD_HEADER_BYTES, SEGMENT_BYTES_LIMIT, SEGMENT_HEADER_BYTES
} from '../constants.ts'
import { InvalidJournalInitError } from '../errors.ts'
import type { Durability, JournalComponents, JournalInit } from '../interface.ts'

/** The settings of a journal, each within its bounds. */
export interface Settings extends Required<JournalInit> {
  /** There unless appends are answered at once after their sync. */
  readonly timers: JournalComponents['timers']
}

const LEVELS: readonly Durability[] = ['immediate', 'batched', 'eventual']

/**
 * Fills in what is not set, and checks what is.
 *
 * @throws {InvalidJournalInitError} when the journal cannot work with it
 */
export function settingsOf (init: JournalInit, { timers }: Pick<JournalComponents, 'timers'>): Settings {
  const settings: Settings = {
    segmentBytesMax: init.segmentBytesMax ?? DEFAULT_SEGMENT_BYTES_MAX,
    recordBytesMax: init.recordBytesMax ?? DEFAULT_RECORD_BYTES_MAX,
    durability: init.durability ?? DEFAULT_DURABILITY,
    batchMs: init.batchMs ?? DEFAULT_BATCH_MS,
    eventualMs: init.eventualMs ?? DEFAULT_EVENTUAL_MS,
    timers
  }

  demand(settings, 'segmentBytesMax', settings.segmentBytesMax > SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES && settings.segmentBytesMax <= SEGMENT_BYTES_LIMIT)
  demand(settings, 'recordBytesMax', settings.recordBytesMax >= 0 && settings.recordBytesMax <= RECORD_BYTES_LIMIT)
  demand(settings, 'batchMs', settings.batchMs >= 0 && settings.batchMs <= BATCH_MS_LIMIT)
  demand(settings, 'eventualMs', settings.eventualMs >= 0 && settings.eventualMs <= EVENTUAL_MS_LIMIT)
  demand(settings, 'durability', LEVELS.includes(settings.durability))

  if (settings.durability !== 'immediate' && timers == null) {
    throw new InvalidJournalInitError('durability', settings.durability, 'this level needs timers')
  }

  return settings
}

function demand (settings: Settings, field: keyof JournalInit, holds: boolean): void {
  if (!holds) {
    throw new InvalidJournalInitError(field, settings[field])
  }
}
