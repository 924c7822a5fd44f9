import { platform } from '../../../platform/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { collect, longDuration } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { shortPeer, shortTime } from '../terminal/names.ts'
import { list, table } from '../terminal/table.ts'
import { listOf } from './rights.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

type Scope = Awaited<ReturnType<ApiClient['scope']>>
type Right = Parameters<ApiClient['grant']>[1]['rights'][number]

interface GrantFlags {
  readonly rights: Right[]
  readonly name?: string[]
  readonly expires?: number
}

interface RevokeFlags {
  readonly reason: string
  readonly outlawPast?: boolean
}

const RIGHTS: readonly Right[] = ['admin', 'curate', 'read', 'steward', 'write']
const SCOPE_TEXT = 'name of the scope, or its id NAME@ID'

/** `factmesh scope`: the scopes of the node, and who may do what in them. */
export function scopeCommand (setting: CommandSetting): Command {
  return describedCommand('scope', {
    summary: 'Make closed scopes, take part in those of others, and say who may do what in them.',
    examples: ['factmesh scope create plans', 'factmesh scope ticket plans', 'factmesh scope grant plans PEER --rights read,write'],
    notes: 'On the other node: factmesh scope join TICKET. A ticket gives no right; a grant does.'
  })
    .addCommand(listCommand(setting))
    .addCommand(createCommand(setting))
    .addCommand(showCommand(setting))
    .addCommand(ticketCommand(setting))
    .addCommand(joinCommand(setting))
    .addCommand(grantCommand(setting))
    .addCommand(revokeCommand(setting))
}

function listCommand (setting: CommandSetting): Command {
  return describedCommand('ls', {
    summary: 'List the scopes of the node, and what it may do in them.',
    examples: ['factmesh scope ls', 'factmesh scope ls --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const { scopes } = await inTime(runtime, async options => client.scopes(options))
      const rows = scopes.map(({ id, rights, members, facts, root }) => [id, rights.join(',') || '-', members?.toString() ?? '-', String(facts), root?.slice(0, 8) ?? '-'])
      const lines = scopes.map(scope => (runtime.flags.quiet === true ? scope.id : JSON.stringify(scope)) + '\n')
      await runtime.terminal.out(runtime.isJson || runtime.flags.quiet === true ? lines.join('') : table([['SCOPE', 'RIGHTS', 'MEMBERS', 'FACTS', 'ROOT'], ...rows]))
    })
}

function createCommand (setting: CommandSetting): Command {
  return describedCommand('create', {
    summary: 'Make a closed scope and print its id. This node is its only member at first.',
    examples: ['factmesh scope create plans', 'factmesh scope create plans --json']
  })
    .argument('<name>', '1 to 32 of a-z, 0-9 and hyphen')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const scope = await inTime(runtime, async options => client.createScope(name, options))
      await tellScope(runtime, scope, `factmesh scope grant ${scope.scope} PEER --rights read,write`)
    })
}

function showCommand (setting: CommandSetting): Command {
  return describedCommand('show', {
    summary: 'Show a scope, its members and its acts.',
    examples: ['factmesh scope show team', 'factmesh scope show team --json']
  })
    .argument('<scope>', SCOPE_TEXT)
    .action(async (name: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const scope = await inTime(runtime, async options => client.scope(name, options))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(scope) + '\n' : page(scope))
    })
}

function ticketCommand (setting: CommandSetting): Command {
  return describedCommand('ticket', {
    summary: 'Print one text that another node takes part in a closed scope with. It gives no right.',
    examples: ['factmesh scope ticket plans', 'factmesh scope ticket plans --json']
  })
    .argument('<scope>', SCOPE_TEXT)
    .action(async (name: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const answer = await inTime(runtime, async options => client.scopeTicket(name, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(answer) : answer.ticket) + '\n')
      if (runtime.isChatty) { runtime.terminal.err('next  factmesh scope join TICKET, on the other node\n') }
    })
}

function joinCommand (setting: CommandSetting): Command {
  return describedCommand('join', {
    summary: 'Take part in a closed scope by its ticket, and print its id. What this node may do there, a grant says.',
    examples: ['factmesh scope join TICKET', 'factmesh scope join TICKET --json']
  })
    .argument('<ticket>', 'what "factmesh scope ticket" printed on a node of the scope')
    .action(async (ticket: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const scope = await inTime(runtime, async options => client.joinScope(ticket, options))
      await tellScope(runtime, scope, `factmesh scope show ${scope.id}`)
    })
}

function grantCommand (setting: CommandSetting): Command {
  return describedCommand('grant', {
    summary: 'Give a peer rights in a closed scope, and print the id of the grant.',
    examples: ['factmesh scope grant plans PEER --rights read', 'factmesh scope grant plans PEER --rights read,write --name node-b --expires 30d'],
    notes: 'read: have the facts. write: state facts and vote. curate: settle and name. admin: everything, and who may do what.'
  })
    .argument('<scope>', SCOPE_TEXT)
    .argument('<peer>', 'peer id; "factmesh id" prints it on that node')
    .requiredOption('--rights <rights>', `what it may do: ${RIGHTS.join(', ')}, with commas between them`, listOf(RIGHTS))
    .option('--name <name>', 'a name under which it may write, beside its peer id; repeatable', collect)
    .option('--expires <duration>', 'how long the grant covers what is written, such as 12h or 30d (default: for ever)', longDuration)
    .action(async (scope: string, peer: string, { rights, name, expires }: GrantFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const until = expires == null ? undefined : new Date(platform().clock.nowMs() + expires).toISOString()
      await tellAct(runtime, await inTime(runtime, async options => client.grant(scope, { peer, rights, names: name, expires: until }, options)))
    })
}

function revokeCommand (setting: CommandSetting): Command {
  return describedCommand('revoke', {
    summary: 'Take all rights in a closed scope from a peer, and print the id of the revocation.',
    examples: ['factmesh scope revoke plans PEER --reason "left the project"', 'factmesh scope revoke plans PEER --reason "stolen key" --outlaw-past'],
    notes: 'What the peer wrote before counts on as far as it is here, unless --outlaw-past is given.'
  })
    .argument('<scope>', SCOPE_TEXT)
    .argument('<peer>', 'peer id')
    .requiredOption('--reason <text>', 'why; every member can read it')
    .option('--outlaw-past', 'nothing that the peer wrote counts any more')
    .action(async (scope: string, peer: string, { reason, outlawPast }: RevokeFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const past = outlawPast === true ? 'outlaw' : 'keep'
      await tellAct(runtime, await inTime(runtime, async options => client.revoke(scope, { peer, reason, past }, options)))
    })
}

async function tellScope ({ flags, isChatty, terminal }: Runtime, scope: Scope, next: string): Promise<void> {
  await terminal.out((flags.json === true ? JSON.stringify(scope) : scope.id) + '\n')
  if (isChatty) { terminal.err(`next  ${next}\n`) }
}

async function tellAct ({ flags, terminal }: Runtime, act: { id: string }): Promise<void> {
  await terminal.out((flags.json === true ? JSON.stringify(act) : act.id) + '\n')
}

function page ({ id, closed, rights, creator, keys, facts, bundles, root, peers, acts }: Scope): string {
  const head = list([
    ['scope', id],
    ['kind', closed ? 'closed' : 'open'],
    ['our rights', rights.join(', ') || 'none'],
    ['creator', creator ?? '-'],
    ['keys', keys.join(', ') || '-'],
    ['facts', `${facts} in ${bundles} bundles`],
    ['root', root ?? '-']
  ])
  const members = peers.map(({ peer_id: peer, rights, names }) => [peer, rights.join(','), names.join(',') || '-'])
  const rows = acts.map(({ kind, peer, author, timestamp, effective }) => [kind, peer == null ? '-' : shortPeer(peer), shortPeer(author), shortTime(timestamp), effective ? 'yes' : 'no'])
  return head + (closed ? `\n${table([['MEMBER', 'RIGHTS', 'NAMES'], ...members])}\n${table([['ACT', 'ABOUT', 'BY', 'WHEN', 'COUNTS'], ...rows])}` : '')
}
