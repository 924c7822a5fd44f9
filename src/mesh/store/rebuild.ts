import { platform } from '../../platform/index.ts'
import { verifyJournal } from '../../storage/journal/index.ts'
import { makeComponents, startOrder } from '../components.ts'
import { resolveConfig } from '../config.ts'
import { DEFAULT_NET, INDEX_FOLDER, INDEX_MARKER, JOURNAL_FOLDER } from '../constants.ts'
import { closeStores } from '../home/stores.ts'
import { BundleContents } from './contents.ts'
import { filesOf, journalsOf, progressOf } from './journals.ts'
import type { HomeWork, RebuildReport } from './interface.ts'
import type { JournalComponents } from '../../storage/journal/index.ts'
import type { MeshComponents } from '../components.ts'

/**
 * Throws the index of a home away and builds it again from the journal, without a network. When this is cut off, the next
 * start goes on where it ended.
 *
 * @throws {NoHomeError} when there is no journal.
 * @throws {HomeLockedError} when a process uses the home.
 * @throws {HomeTooNewError | HomeDamagedError | JournalTooNewError} when this program cannot read the home.
 */
export async function rebuildStore (work: HomeWork): Promise<RebuildReport> {
  const machine = work.platform ?? platform()
  const files = filesOf(machine)
  await journalsOf(work.home, files)
  const net = await netOf({ files, crc32c: machine.crc32c, directory: files.join(work.home, JOURNAL_FOLDER) }) ?? DEFAULT_NET
  const config = resolveConfig({ home: work.home, platform: machine, net, listen: [], gossip: false, syncIntervalMs: false, dht: false, libp2p: { transports: 'memory' } })
  const parts = await makeComponents({ ...config, onReplay: (done, total) => { progressOf(work, 'rebuild', total)(done) } })
  try {
    for (const name of [INDEX_MARKER, INDEX_FOLDER]) { await files.remove(files.join(work.home, name)) }
  } catch (error) {
    await closeStores(parts.stores)
    throw error
  }
  const startedMs = machine.clock.monotonicMs()
  return runStores(parts, () => {
    const scopes = parts.replica.scopes()
    return {
      net,
      scopes,
      facts: scopes.reduce((sum, { facts }) => sum + facts, 0),
      bundles: scopes.reduce((sum, { bundles }) => sum + bundles, 0),
      ms: machine.clock.monotonicMs() - startedMs
    }
  })
}

/** Starts the stores and the replica of a node and nothing else, asks them, and stops them. */
async function runStores <T> (parts: MeshComponents, ask: () => T): Promise<T> {
  const order = startOrder(parts)
  const started: typeof order = []
  try {
    for (const part of order.slice(0, order.indexOf(parts.replica) + 1)) {
      started.push(part)
      await part.start()
    }
    return ask()
  } finally {
    for (const part of started.reverse()) { await part.stop() }
  }
}

/** Network of the first bundle in a journal. */
async function netOf (components: JournalComponents): Promise<string | null> {
  const contents = new BundleContents()
  const found = new AbortController()
  const onRecord = (record: Parameters<BundleContents['add']>[0]): void => {
    if (!found.signal.aborted) { contents.add(record) }
    if (contents.net != null) { found.abort() }
  }
  try {
    await verifyJournal(components, { signal: found.signal, onRecord })
  } catch (error) {
    if (!found.signal.aborted) { throw error }
  }
  return contents.net
}
