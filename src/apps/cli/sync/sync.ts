import { describedCommand } from '../command.ts'
import { nowCommand } from './now.ts'
import { statusCommand } from './status.ts'
import type { CommandSetting } from '../command.ts'
import type { Command } from 'commander'

/** `factmesh sync`: how far this node agrees with its peers. */
export function syncCommand (setting: CommandSetting): Command {
  return describedCommand('sync', {
    summary: 'Show how far this node agrees with its peers, and reconcile now.',
    examples: ['factmesh sync status', 'factmesh sync now', 'factmesh sync status --json']
  })
    .addCommand(statusCommand(setting))
    .addCommand(nowCommand(setting))
}
