import { describedCommand, runtimeOf } from '../command.ts'
import { ROWS_DEFAULT, wholeBetween } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import { shortPeer, shortSource, shortTime } from '../terminal/names.ts'
import { list, table } from '../terminal/table.ts'
import { tallyText } from '../terminal/votes.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

type VotePage = Awaited<ReturnType<ApiClient['votes']>>

const PAGE_VOTES_MAX = 500

/** `factmesh votes`: who voted on a fact, and how it stands. */
export function votesCommand (setting: CommandSetting): Command {
  return describedCommand('votes', {
    summary: 'Show how the votes on a fact stand, and who cast them.',
    examples: ['factmesh votes bafyr4i….0', 'factmesh votes bafyr4i….0 --limit 500 --json'],
    notes: 'The figures count every live vote, however many are listed.'
  })
    .argument('<id>', 'fact id')
    .option('--limit <number>', `most votes to list (default: ${ROWS_DEFAULT})`, wholeBetween(1, PAGE_VOTES_MAX))
    .action(async (fact: string, { limit = ROWS_DEFAULT }: { limit?: number }, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const page = await inTime(runtime, async options => client.votes({ fact, limit }, options))
      if (runtime.flags.quiet === true) {
        await runtime.terminal.out(page.votes.map(({ id }) => `${id}\n`).join(''))
      } else {
        await runtime.terminal.out(runtime.isJson ? JSON.stringify(page) + '\n' : votesPage(fact, page))
      }
      if (runtime.isChatty && page.cursor != null) { runtime.terminal.err(`there are more than these ${page.votes.length}; --limit N shows more\n`) }
    })
}

function votesPage (fact: string, page: VotePage): string {
  return `${list([['fact', fact], ['votes', tallyText(page)]])}\n` + table([
    ['STANCE', 'WEIGHT', 'SOURCE', 'AUTHOR', 'TIME', 'VOTE'],
    ...page.votes.map(({ stance, weight, source, author, timestamp, id }) => [
      stance, String(weight), shortSource(source), shortPeer(author), shortTime(timestamp), id
    ])
  ])
}
