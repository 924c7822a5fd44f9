import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { shortPeer } from '../terminal/names.ts'
import { list, table } from '../terminal/table.ts'
import { decisionCommands } from './decide.ts'
import { findPeer } from './find-peer.ts'
import { nextStep, pathText, stateText } from './words.ts'
import type { Peer } from './words.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh peers`: the peers of the node, and who of them is wanted. */
export function peersCommand (setting: CommandSetting): Command {
  const command = describedCommand('peers', {
    summary: 'List, add and remove peers, and say who is wanted.',
    examples: ['factmesh peers ls', 'factmesh peers add TICKET', 'factmesh peers accept PEER', 'factmesh peers block PEER --reason spam']
  })
  const commands = [listCommand(setting), showCommand(setting), addCommand(setting), removeCommand(setting), pendingCommand(setting), ...decisionCommands(setting)]
  for (const each of commands) { command.addCommand(each) }
  return command
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List connected and known peers, and how they stand.',
    examples: ['factmesh peers ls', 'factmesh peers ls --json'],
    notes: 'Only an active peer exchanges facts. A pending one waits for your decision, or declares nothing; factmesh peers pending says what to do.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { peers } = await inTime(runtime, async options => client.peers(options))
      await runtime.terminal.out(runtime.isJson ? linesOf(peers) : page(peers))
      if (runtime.isChatty && peers.some(({ state }) => state === 'pending')) { runtime.terminal.err('next  factmesh peers pending\n') }
    })
}

function pendingCommand (setting: CommandSetting): Command {
  return describedCommand('pending', {
    summary: 'List the peers that exchange nothing so far, and what to do about each.',
    examples: ['factmesh peers pending', 'factmesh peers pending --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { peers } = await inTime(runtime, async options => client.pendingPeers(options))
      const rows = peers.map(peer => [shortPeer(peer.peer_id), stateText(peer)])
      await runtime.terminal.out(runtime.isJson ? linesOf(peers) : table([['PEER', 'STATE'], ...rows]))
      if (runtime.isChatty) {
        // The whole id stands here, to be copied; a cell of the table would cut it off.
        for (const peer of peers) { runtime.terminal.err(`next  ${nextStep(peer) ?? 'factmesh peers ls'}\n`) }
      }
    })
}

function showCommand (setting: CommandSetting): Command {
  return describedCommand('show', {
    summary: 'Show one peer: how it stands, what it declares, and what may flow.',
    examples: ['factmesh peers show PEER', 'factmesh peers show PEER --json']
  })
    .argument('<peer>', 'peer id, or its last characters as the tables show them')
    .action(async (text: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { peers } = await inTime(runtime, async options => client.peers(options))
      const id = findPeer(peers.map(peer => peer.peer_id), text)
      for (const peer of peers.filter(({ peer_id: known }) => known === id)) {
        await runtime.terminal.out(runtime.isJson ? linesOf([peer]) : list(figures(peer)))
      }
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
    summary: 'Forget a peer and close its connections. What you decided about it stays.',
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

function linesOf (peers: readonly Peer[]): string {
  return peers.map(peer => JSON.stringify(peer) + '\n').join('')
}

function figures (peer: Peer): Array<[string, string]> {
  const { declared, allowed_scopes: allowed, addrs } = peer
  const offers = declared.map(({ scope, push, pull }) => `${scope} (${[...push ? ['gives'] : [], ...pull ? ['takes'] : []].join(', ')})`)
  return [
    ['peer', peer.peer_id],
    ['status', peer.status],
    ['state', stateText(peer)],
    ['declares', offers.join(', ') || 'nothing'],
    ['exchanges', allowed.join(', ') || 'nothing'],
    ['addresses', addrs.join(' ') || '-'],
    ...nextRow(peer)
  ]
}

function nextRow (peer: Peer): Array<[string, string]> {
  const next = nextStep(peer)
  return next == null ? [] : [['next', next]]
}

function page (peers: readonly Peer[]): string {
  return table([
    ['PEER', 'STATUS', 'STATE', 'DIRECTION', 'RTT', 'TRANSPORT', 'SCOPES', 'SYNC', 'ADDRESS'],
    ...peers.map(peer => [
      shortPeer(peer.peer_id),
      peer.status,
      stateText(peer),
      peer.direction ?? '-',
      peer.rtt_ms == null ? '-' : `${peer.rtt_ms.toFixed(1)} ms`,
      pathText(peer),
      peer.allowed_scopes.join(',') || '-',
      Object.entries(peer.sync).map(([scope, run]) => `${scope}: ${run.result}`).join(', ') || '-',
      peer.addrs[0] ?? '-'
    ])
  ])
}
