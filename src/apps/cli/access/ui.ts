import { ApiMismatchError, ApiProblemError, ApiUnreachableError } from '../../../api/index.ts'
import { LINK_PATH } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { inTime, target } from '../runtime.ts'
import { shortTime } from '../terminal/names.ts'
import type { CommandSetting } from '../command.ts'
import type { NodeTarget } from '../runtime.ts'
import type { Command } from 'commander'

/** `factmesh ui`: prints a link to the dashboard of the node. */
export function uiCommand (setting: CommandSetting): Command {
  return describedCommand('ui', {
    summary: 'Print a link that opens the dashboard of the node once, within five minutes.',
    examples: ['factmesh ui', 'factmesh ui --json'],
    notes: 'Whoever opens the link first may do everything on the node for twelve hours, so do not paste it anywhere.'
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const node = await target(runtime)
      const { code, until } = await inTime(runtime, async ({ signal }) => askForCode(node, signal))
      const url = new URL(`/#login=${code}`, node.url).href
      await runtime.terminal.out((runtime.flags.json === true ? JSON.stringify({ url, until }) : url) + '\n')
      if (runtime.isChatty) { runtime.terminal.err(`it is good once, until ${shortTime(until)}\n`) }
    })
}

/** @throws {ApiUnreachableError} {ApiProblemError} {ApiMismatchError} */
async function askForCode ({ url, token }: NodeTarget, signal: AbortSignal): Promise<{ code: string, until: string }> {
  const headers: Record<string, string> = token == null ? {} : { authorization: `Bearer ${token}` }
  const answer = await fetch(new URL(LINK_PATH, url), { method: 'POST', headers, signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : new ApiUnreachableError(url, error)
  })
  const value = await answer.json().catch((error: unknown) => { throw new ApiMismatchError(url, error) })
  if (answer.ok) { return value }
  throw typeof value?.hint === 'string' ? new ApiProblemError(value) : new ApiMismatchError(url)
}
