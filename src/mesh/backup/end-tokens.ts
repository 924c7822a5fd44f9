import { localRecords } from '../../replica/local/index.ts'
import { segmentedJournal } from '../../storage/journal/index.ts'
import { LOCAL_FOLDER, QUARANTINE_FOLDER, RECORD_SEGMENT_BYTES_MAX } from '../constants.ts'
import type { Files, Platform } from '../../platform/index.ts'

/** What this work stands on. */
export interface EndTokensComponents {
  readonly files: Files
  readonly machine: Pick<Platform, 'clock' | 'crc32c' | 'timers'>
}

/** Revokes the tokens of a home that nobody runs: which of them were revoked behind the backup that it came from, nobody knows there. */
export async function endTokens (home: string, { files, machine: { clock, crc32c, timers } }: EndTokensComponents): Promise<void> {
  const directory = files.join(home, LOCAL_FOLDER)
  const quarantine = files.join(home, QUARANTINE_FOLDER, LOCAL_FOLDER)
  const journal = segmentedJournal({ segmentBytesMax: RECORD_SEGMENT_BYTES_MAX })({ files, crc32c, timers, directory, quarantine })
  const records = localRecords()({ journal, clock })
  await journal.start()
  try {
    await records.start()
    for (const [id, token] of records.tokens.all().filter(([, { revokedMs }]) => revokedMs == null)) {
      await records.tokens.put(id, { ...token, revokedMs: clock.nowMs() })
    }
    await records.stop()
  } finally {
    await journal.stop()
  }
}
