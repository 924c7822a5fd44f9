import { AUDIT_FOLDER, JOURNAL_FOLDER, LOCAL_FOLDER } from '../constants.ts'
import type { JournalName } from './interface.ts'

/** The journals below a home, the one that matters most first. */
export const JOURNAL_NAMES: readonly JournalName[] = [JOURNAL_FOLDER, LOCAL_FOLDER, AUDIT_FOLDER]

/** Name of a segment of a journal; see docs/formats/journal.md. */
export const SEGMENT_FORM = /^\d{20}\.seg$/
