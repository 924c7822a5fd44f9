import { checkOf } from './check.ts'
import type { JournalFigures, JournalName, JournalsReport } from './interface.ts'
import type { Journal } from '../../storage/journal/index.ts'
import type { Stores } from '../home/stores.ts'

/** The journals of a running node. */
type RunningStores = Pick<Stores, 'journal' | 'local' | 'audit'>

/** Reads and checks every record of all journals of a running node, one after another. */
export async function verifyStores (stores: RunningStores): Promise<JournalsReport> {
  const bundles = await stores.journal.verify()
  const journals = [checkOf('journal', bundles)]
  for (const [name, journal] of besideBundles(stores)) { journals.push(checkOf(name, await journal.verify())) }
  return { ...bundles, journals }
}

/** The figures of all journals of a running node. */
export function storesFigures (stores: RunningStores): JournalFigures[] {
  return [['journal', stores.journal] as const, ...besideBundles(stores)].map(([journal, each]) => ({ journal, ...each.stat() }))
}

function besideBundles ({ local, audit }: RunningStores): Array<readonly [JournalName, Journal]> {
  return [['local', local.journal], ['audit', audit.journal]]
}
