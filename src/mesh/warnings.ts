import type { MeshComponents } from './components.ts'

/** What a person should act on, each as one sentence that says what to do. */
export function statusWarnings (parts: MeshComponents, net: string): string[] {
  const warnings: string[] = []
  const hellos = parts.hello.counters()
  const journal = parts.replica.journalStat()
  if (hellos.wrong_network > 0) {
    warnings.push(`wrong_network: ${hellos.wrong_network} hellos came to nothing because the peer is not in the network "${net}"; check --net on both sides.`)
  }
  if (hellos.incompatible_version > 0) {
    warnings.push(`incompatible_version: ${hellos.incompatible_version} hellos came to nothing because the peer speaks another protocol version; update the older node.`)
  }
  if (hellos.clock_skew > 0) {
    warnings.push('clock_skew: the clock of a peer differs from ours by more than half a second; check the time on both machines.')
  }
  if (journal.damaged > 0) {
    warnings.push(`journal_damaged: ${journal.damaged} ranges of the journal cannot be read; "factmesh journal verify" lists them.`)
  }
  if (journal.failed) {
    warnings.push('storage_failed: the journal could not be written; check the disk and restart the node.')
  }
  return warnings
}
