import { platform } from '../../../platform/index.ts'
import { barOf } from '../terminal/bar.ts'
import { shortPeer } from '../terminal/names.ts'
import type { Sync } from './peer.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { Runtime } from '../runtime.ts'

/** Milliseconds between two looks at how far the runs are. */
const LOOK_INTERVAL_MS = 250

/** Does something while people see how far the runs of the node are; programs see nothing. */
export async function withProgress<T> ({ isChatty, terminal }: Runtime, client: ApiClient, work: () => Promise<T>): Promise<T> {
  if (!isChatty) { return work() }

  const over = new AbortController()
  const looking = look(client, over.signal, text => { terminal.err(`\r${text.slice(0, terminal.columns - 1).padEnd(terminal.columns - 1)}`) })

  try {
    return await work()
  } finally {
    over.abort()
    await looking
    terminal.err(`\r${' '.repeat(terminal.columns - 1)}\r`)
  }
}

/** Draws until the signal. A look that fails is left out: what is waited for tells what is wrong. */
async function look (client: ApiClient, signal: AbortSignal, draw: (text: string) => void): Promise<void> {
  while (!signal.aborted) {
    await client.sync({ signal }).then(sync => { draw(lineOf(sync)) }, () => {})
    await platform().timers.sleep(LOOK_INTERVAL_MS, { signal }).catch(() => {}) // the signal ends the loop
  }
}

/** How far the runs under way are: the one that moved most, and the number of the others. */
function lineOf ({ scopes }: Sync): string {
  const runs = scopes.flatMap(({ peers, scope }) => peers.flatMap(peer => peer.running == null ? [] : [{ scope, peer: peer.peer_id, run: peer.running, moved: peer.running.bundles_in + peer.running.bundles_out }]))
  const [most] = runs.sort((a, b) => b.moved - a.moved)

  if (most == null) { return 'waiting for the first run' }

  const { moved, peer, run, scope } = most
  const expected = run.bundles_expected ?? 0
  const share = expected > 0 ? barOf(Math.min(1, moved / expected)) : ''
  const others = runs.length > 1 ? `, and ${runs.length - 1} more` : ''

  return `${share}${scope} with ${shortPeer(peer)}: ${run.bundles_in} in, ${run.bundles_out} out${others}`
}
