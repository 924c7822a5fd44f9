import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { table } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type Peer = Awaited<ReturnType<ApiClient['peers']>>['peers'][number]

/** `factmesh peers`: the peers of the node. */
export function peersCommand (setting: CommandSetting): Command {
  return describedCommand('peers', {
    summary: 'List, add and remove peers.',
    examples: ['factmesh peers ls', 'factmesh peers add TICKET', 'factmesh peers ls --json']
  })
    .addCommand(listCommand(setting))
    .addCommand(addCommand(setting))
    .addCommand(removeCommand(setting))
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List connected and known peers.',
    examples: ['factmesh peers ls', 'factmesh peers ls --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { peers } = await inTime(runtime, async options => client.peers(options))
      await runtime.terminal.out(runtime.isJson ? peers.map(peer => JSON.stringify(peer) + '\n').join('') : page(peers))
    })
}

function addCommand (setting: CommandSetting): Command {
  return describedCommand('add', {
    summary: 'Remember a peer and keep trying to reach it.',
    examples: ['factmesh peers add /ip4/192.0.2.7/tcp/4801/p2p/PEER', 'factmesh peers add TICKET --json']
  })
    .argument('<address>', 'a ticket, or a multiaddr that ends in /p2p/PEER')
    .action(async (address: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const added = await inTime(runtime, async options => client.addPeer(address, options))
      if (runtime.flags.json === true) { await runtime.terminal.out(JSON.stringify(added) + '\n') }
      if (runtime.isChatty) { runtime.terminal.err('next  factmesh peers ls\n') }
    })
}

function removeCommand (setting: CommandSetting): Command {
  return describedCommand('rm', {
    summary: 'Forget a peer and close its connections.',
    examples: ['factmesh peers rm PEER', 'factmesh peers rm PEER --json']
  })
    .argument('<peer>', 'peer id')
    .action(async (peer: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      await inTime(runtime, async options => client.removePeer(peer, options))
      if (runtime.flags.json === true) { await runtime.terminal.out(JSON.stringify({ peer_id: peer, removed: true }) + '\n') }
    })
}

function page (peers: readonly Peer[]): string {
  return table([
    ['PEER', 'STATUS', 'DIRECTION', 'RTT', 'TRANSPORT', 'SYNC', 'ADDRESS'],
    ...peers.map(peer => [
      peer.peer_id.slice(-8),
      peer.status,
      peer.direction ?? '-',
      peer.rtt_ms == null ? '-' : `${peer.rtt_ms.toFixed(1)} ms`,
      pathText(peer),
      Object.entries(peer.sync).map(([scope, run]) => `${scope}: ${run.result}`).join(', ') || '-',
      peer.addrs[0] ?? '-'
    ])
  ])
}

/** How a peer is reached: its transports, or the relay in between and what came of the attempts to go around it. */
function pathText ({ path, reserved, transports }: Peer): string {
  const text = transports.join(',') || '-'
  if (path?.kind !== 'relayed') { return reserved ? `${text} (our relay)` : text }
  const tried = path.upgrade == null || path.upgrade.attempts === 0 ? '' : `, direct failed ${path.upgrade.attempts}x`
  return `relayed by ${path.relay?.slice(-8) ?? '?'}${tried}`
}
