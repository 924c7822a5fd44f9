import { describedCommand, runtimeOf } from '../command.ts'
import { numberBetween } from '../flags.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

const WEIGHT_MAX = 1_000

interface VoteFlags {
  readonly weight?: number
  readonly against?: boolean
  readonly takeBack?: boolean
  readonly source?: string
}

/** `factmesh vote`: says what one thinks of a fact. */
export function voteCommand (setting: CommandSetting): Command {
  return describedCommand('vote', {
    summary: 'Vote on a fact and print the id of the vote once it is durable.',
    examples: ['factmesh vote bafyr4i….0', 'factmesh vote bafyr4i….0 --against --weight 2.5', 'factmesh vote bafyr4i….0 --take-back --json'],
    notes: 'The latest vote of a source on a fact counts. A vote on a fact of the same source counts nothing.'
  })
    .argument('<id>', 'fact id; the fact need not be here yet')
    .option('--weight <number>', `0 to ${WEIGHT_MAX} (default: 1)`, numberBetween(0, WEIGHT_MAX))
    .option('--against', 'vote against it (default: for it)')
    .option('--take-back', 'take the vote of this source back')
    .option('--source <uri>', 'who votes, in a namespace of this node')
    .action(async (fact: string, flags: VoteFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const client = await connect(runtime)
      const vote = await inTime(runtime, async options => client.vote({
        fact,
        weight: flags.weight,
        stance: flags.against === true ? 'against' : 'for',
        source: flags.source,
        take_back: flags.takeBack
      }, options))
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify(vote) : vote.id) + '\n')
      if (runtime.isChatty) { runtime.terminal.err(`next  factmesh votes ${fact}\n`) }
    })
}
