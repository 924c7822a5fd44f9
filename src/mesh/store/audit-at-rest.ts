import { platform } from '../../platform/index.ts'
import { ChainWalk, readAnchor } from '../../replica/audit/index.ts'
import { verifyJournal } from '../../storage/journal/index.ts'
import { AUDIT_ANCHOR, AUDIT_FOLDER } from '../constants.ts'
import { filesOf, journalsOf, progressOf } from './journals.ts'
import type { HomeWork } from './interface.ts'
import type { AuditReport } from '../../replica/audit/index.ts'

/**
 * Walks along the chain of the audit log of a home, from the files themselves, and changes nothing. Damage behind the last
 * entry that is whole counts as a missing end. What a node is writing meanwhile is passed over.
 *
 * @throws {NoHomeError} when there is no journal.
 * @throws {HomeTooNewError | HomeDamagedError | JournalTooNewError} when this program cannot read the home.
 */
export async function verifyHomeAudit (work: HomeWork): Promise<AuditReport> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  await journalsOf(work.home, files)
  const walk = new ChainWalk(await readAnchor({ files, path: files.join(work.home, AUDIT_ANCHOR) }))
  const { damage } = await verifyJournal({ files, crc32c: machine.crc32c, directory: files.join(work.home, AUDIT_FOLDER) }, {
    signal: work.signal,
    onProgress: (done, total) => { progressOf(work, 'check', total)(done) },
    onRecord: record => { walk.take(record) }
  })
  return walk.report(damage.find(({ kind }) => kind !== 'tail')?.offset)
}
