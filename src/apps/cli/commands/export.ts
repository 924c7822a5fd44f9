import { describedCommand, runtimeOf } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connect } from '../runtime.ts'
import { tellWanted } from '../terminal/missing.ts'
import { writeLines } from '../terminal/write-lines.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh export`: writes all live facts as JSON Lines. */
export function exportCommand (setting: CommandSetting): Command {
  return describedCommand('export', {
    summary: 'Write all live facts as JSON Lines that import accepts.',
    examples: ['factmesh export > facts.jsonl', 'factmesh export --scope public | gzip > facts.jsonl.gz'],
    notes: 'Each line is the whole record, with its author and id. All sides of contradictions and expired facts are among them.\n' +
      'Exit 7 when the content of some facts is not here, which a line on stderr says: all others were written.'
  })
    .option('--scope <name>', 'only this scope')
    .action(async ({ scope }: { scope?: string }, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const filter = { scope, include_contradicted: true, include_expired: true }
      const count = await writeLines(runtime, { client, filter })
      if (runtime.isChatty) { runtime.terminal.err(`${count} facts\n`) }
      if (await tellWanted(runtime, client, scope) > 0) { runtime.exit(EXIT.partial) }
    })
}
