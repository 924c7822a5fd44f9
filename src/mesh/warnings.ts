import { aloneIn } from './health/alone.ts'
import { silenceWarnings } from './health/silence.ts'
import { storesFigures } from './store/running.ts'
import type { MeshComponents } from './components.ts'
import type { MeshConfig } from './config.ts'

/** What a person should act on, each as one sentence that says what to do; `startedAtMs` is wall time. */
export function statusWarnings (parts: MeshComponents, { net, platform, syncIntervalMs }: MeshConfig, startedAtMs: number): string[] {
  const warnings: string[] = []
  const hellos = parts.hello.counters()
  const { state, reason } = parts.replica.storage()
  const scopes = parts.replica.scopes()
  const wanted = scopes.reduce((sum, scope) => sum + scope.wanted, 0)
  const alone = aloneIn(parts.replica)
  const absent = scopes.reduce((sum, scope) => sum + scope.absent, 0)
  if (hellos.wrong_network > 0) {
    warnings.push(`wrong_network: ${hellos.wrong_network} hellos came to nothing because the peer is not in the network "${net}"; check --net on both sides.`)
  }
  if (hellos.incompatible_version > 0) {
    warnings.push(`incompatible_version: ${hellos.incompatible_version} hellos came to nothing because the peer speaks another protocol version; update the older node.`)
  }
  if (hellos.clock_skew > 0 || parts.replica.clockFigures().skewEvents > 0) {
    warnings.push('clock_skew: the clock of a peer differs from ours by more than half a second; check the time on both machines.')
  }
  for (const { journal, damaged } of storesFigures(parts.stores)) {
    if (damaged > 0) {
      warnings.push(`journal_damaged: ${damaged} ranges of the journal "${journal}" cannot be read; "factmesh journal verify" lists them.`)
    }
  }
  if (wanted > 0) {
    warnings.push(`content_wanted: the content of ${wanted} bundles is not here, and no peer that is connected has brought it; connect one that has it.`)
  }
  if (absent > 0) {
    warnings.push(`bundles_absent: ${absent} bundles that others name are not here, and no peer that is connected has brought them; "factmesh sync status" names them.`)
  }
  if (state === 'full') {
    warnings.push('storage_full: nothing can be written for want of space; free some, and the node goes on by itself.')
  }
  if (state === 'failed') {
    warnings.push(`storage_failed: ${reason ?? 'the store failed'}; check the disk, and the node goes on by itself.`)
  }
  const relayed = parts.wire.peers().filter(peer => (parts.upgrades.stateOf(peer)?.attempts ?? 0) > 0).length
  if (relayed > 0) {
    warnings.push(`relayed_only: ${relayed} peers are reached through a relay only, and a direct way was tried; name a STUN or TURN server (libp2p.iceServers) if they are to be reached directly.`)
  }
  if (parts.webRTCMissing != null) {
    warnings.push('webrtc_missing: this machine has no native WebRTC, so pages reach this node over WebSockets only; install the package "node-datachannel" for it.')
  }
  warnings.push(...silenceWarnings({
    rows: parts.sync.status(),
    scopes: parts.replica.shared().map(({ name }) => name).filter(name => !alone.has(name)),
    syncIntervalMs,
    knowsPeers: parts.redialer.targets().length > 0,
    startedAtMs,
    nowMs: platform.clock.nowMs()
  }))
  return warnings
}
