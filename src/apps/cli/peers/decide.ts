import { escapeControls } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { connect, inTime } from '../runtime.ts'
import { shortPeer } from '../terminal/names.ts'
import { findPeer } from './find-peer.ts'
import { nextStep, stateText } from './words.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type Decision = Parameters<ApiClient['decidePeer']>[1]['command']

/** Characters from which on a text is a whole peer id, of whom this node may never have heard. */
const PEER_ID_CHARACTERS_MIN = 40

/** What each command is for, and what is worth knowing of it. */
const DECISIONS: Readonly<Record<Decision, { summary: string, notes?: string }>> = {
  accept: { summary: 'Take a peer. Facts flow in the scopes that both sides declare.' },
  reject: { summary: 'Do not take a peer. It is cut at once, and stays out until it is accepted.' },
  block: { summary: 'Keep a peer out. It is cut at once, and stays out until it is unblocked.' },
  unblock: { summary: 'End the block of a peer.', notes: 'It is as a peer that was never decided about; where peers wait for you (--approval manual), accept it next.' },
  revoke: { summary: 'Withdraw from a peer what it was given. It is cut at once, and stays out until it is reinstated.', notes: 'What it wrote before stays. Its grants in closed scopes are another matter: factmesh scope revoke.' },
  reinstate: { summary: 'End the revocation of a peer.', notes: 'It is as a peer that was never decided about; where peers wait for you (--approval manual), accept it next.' }
}

/** One command for each thing that the operator may say about a peer. */
export function decisionCommands (setting: CommandSetting): Command[] {
  return (Object.keys(DECISIONS) as Decision[]).map(decision => describedCommand(decision, {
    ...DECISIONS[decision],
    examples: [`factmesh peers ${decision} PEER`, `factmesh peers ${decision} PEER --reason "why, for people" --json`]
  })
    .argument('<peer>', 'peer id, or its last characters as the tables show them')
    .option('--reason <text>', 'why, for people; it is shown in the list of peers')
    .action(async (text: string, { reason }: { readonly reason?: string }, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const peer = await inTime(runtime, async options => {
        const id = text.length >= PEER_ID_CHARACTERS_MIN ? text : findPeer((await client.peers(options)).peers.map(({ peer_id: id }) => id), text)
        return client.decidePeer(id, { command: decision, reason }, options)
      })
      if (runtime.flags.json === true) { await runtime.terminal.out(JSON.stringify(peer) + '\n') }
      if (runtime.isChatty) {
        runtime.terminal.err(`${shortPeer(peer.peer_id)} is ${escapeControls(stateText(peer))}\nnext  ${nextStep(peer) ?? 'factmesh peers ls'}\n`)
      }
    }))
}
