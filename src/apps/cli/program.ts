import { Command } from 'commander'
import { scopeCommand } from './access/scope.ts'
import { tokenCommand } from './access/token.ts'
import { uiCommand } from './access/ui.ts'
import { describedCommand } from './command.ts'
import { assertCommand } from './commands/assert.ts'
import { backupCommand } from './commands/backup.ts'
import { daemonCommand } from './commands/daemon.ts'
import { exportCommand } from './commands/export.ts'
import { getCommand } from './commands/get.ts'
import { identityCommand } from './commands/identity.ts'
import { importCommand } from './commands/import.ts'
import { journalCommand } from './commands/journal.ts'
import { queryCommand } from './commands/query.ts'
import { retractCommand } from './commands/retract.ts'
import { statusCommand } from './commands/status.ts'
import { storeCommand } from './commands/store.ts'
import { ticketCommand } from './commands/ticket.ts'
import { forgetCommand } from './content/forget.ts'
import { aliasCommand } from './curation/alias.ts'
import { editionCommand } from './curation/edition.ts'
import { ruleCommand } from './curation/rule.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { duration } from './flags.ts'
import { gatesCommand } from './gates/gates.ts'
import { packageVersion } from './package.ts'
import { peersCommand } from './peers/peers.ts'
import { auditCommand } from './questions/audit.ts'
import { conflictsCommand } from './questions/conflicts.ts'
import { graphCommand } from './questions/graph.ts'
import { lensesCommand } from './questions/lenses.ts'
import { resolveCommand } from './questions/resolve.ts'
import { voteCommand } from './questions/vote.ts'
import { votesCommand } from './questions/votes.ts'
import { watchCommand } from './questions/watch.ts'
import { whyCommand } from './questions/why.ts'
import { syncCommand } from './sync/sync.ts'
import type { CommandSetting } from './command.ts'

const COMMANDS = [
  daemonCommand, statusCommand, assertCommand, getCommand, queryCommand, retractCommand, forgetCommand, importCommand, exportCommand,
  resolveCommand, lensesCommand, whyCommand, conflictsCommand, voteCommand, votesCommand, watchCommand, graphCommand,
  aliasCommand, ruleCommand, editionCommand, auditCommand, scopeCommand, tokenCommand, uiCommand,
  identityCommand, ticketCommand, peersCommand, syncCommand, journalCommand, storeCommand, backupCommand, gatesCommand
]

/** Builds the tree of commands. */
export function createProgram (setting: CommandSetting): Command {
  const program = describedCommand('factmesh', {
    summary: 'A peer-to-peer mesh of attributed, signed facts.',
    examples: [
      'factmesh up',
      'factmesh assert city:paris geo:population 2102650',
      'factmesh query city:paris',
      'factmesh up --home ./b --http 127.0.0.1:0 --join "$(factmesh ticket)"'
    ],
    notes: `Exit codes:\n${EXIT_CODES.map(([code, text]) => `  ${String(code).padEnd(4)} ${text}\n`).join('')}`
  })
  program
    .option('--home <dir>', 'folder of the node (default: FACTMESH_HOME, ./.factmesh when it is there, ~/.local/share/factmesh)')
    .option('--api <url>', 'address of a node, in place of the daemon of the home')
    .option('--token-file <file>', 'file with the token for it (default: FACTMESH_TOKEN, api.json of the home)')
    .option('--json', 'write data as JSON')
    .option('-q, --quiet', 'write ids only, and no hints')
    .option('--no-color', 'write without colours')
    .option('--timeout <duration>', 'longest wait for an answer (default: 30s)', duration)
    .version(packageVersion(), '-V, --version', 'show the version')
  for (const build of COMMANDS) { program.addCommand(build(setting)) }
  return finish(program)
}

/** Settles what holds for every command of the tree: errors are thrown, and help shows the flags of all. */
function finish (command: Command): Command {
  command.exitOverride().configureHelp({ showGlobalOptions: true })
  command.commands.forEach(finish)
  return command
}
