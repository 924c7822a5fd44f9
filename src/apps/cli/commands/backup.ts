import { resolve } from 'node:path'
import { describedCommand, runtimeOf } from '../command.ts'
import { UsageError } from '../errors.ts'
import { EXIT } from '../exit-codes.ts'
import { backupJson, backupPage, checkedJson, checkedPage, damageNote, restoredJson, restoredPage } from '../terminal/backup-report.ts'
import { withBar } from '../terminal/bar.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

interface CreateFlags {
  readonly withIdentity?: boolean
}

interface RestoreFlags {
  readonly identity?: string
  readonly newIdentity?: boolean
}

/** `factmesh backup`: copies of a node. */
export function backupCommand (setting: CommandSetting): Command {
  return describedCommand('backup', {
    summary: 'Make, check and restore backups of a node, running or stopped.',
    examples: ['factmesh backup create /mnt/disk/factmesh', 'factmesh backup verify /mnt/disk/factmesh', 'factmesh backup restore /mnt/disk/factmesh --home ./restored']
  })
    .addCommand(createCommand(setting))
    .addCommand(verifyCommand(setting))
    .addCommand(restoreCommand(setting))
}

function createCommand (setting: CommandSetting): Command {
  return describedCommand('create', {
    summary: 'Copy the journals of a node into a folder, running or stopped.',
    examples: ['factmesh backup create /mnt/disk/factmesh', 'factmesh backup create /mnt/disk/factmesh --with-identity --json'],
    notes: 'A second backup into the same folder copies only what is new. Every record of the result is read before the backup counts.\n' +
      'With --with-identity the secret key goes in as well: whoever can read the backup can then write facts in the name of the node.\n' +
      'Without it, keep identity.key of the home somewhere safe. Exit 8 when records were damaged already.'
  })
    .argument('<folder>', 'where the backup goes')
    .option('--with-identity', 'put the secret key of the node in as well')
    .action(async (folder: string, { withIdentity }: CreateFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const { createBackup } = await import('../../../home.ts')
      const work = { home: runtime.home, folder: placeOf(runtime, folder), withIdentity }
      const report = await withBar(runtime, async onProgress => createBackup({ ...work, onProgress }))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(backupJson(report)) + '\n' : backupPage(report))
      if (report.journals.some(({ ok }) => !ok)) {
        if (runtime.flags.json !== true) { runtime.terminal.err(damageNote(report.journals)) }
        runtime.exit(EXIT.damaged)
      }
    })
}

function verifyCommand (setting: CommandSetting): Command {
  return describedCommand('verify', {
    summary: 'Read a whole backup: the digest of each file, and every record; exit 8 on damage.',
    examples: ['factmesh backup verify /mnt/disk/factmesh', 'factmesh backup verify /mnt/disk/factmesh --json']
  })
    .argument('<folder>', 'the backup')
    .action(async (folder: string, _flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const { verifyBackup } = await import('../../../home.ts')
      const check = await withBar(runtime, async onProgress => verifyBackup({ folder: placeOf(runtime, folder), onProgress }))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(checkedJson(check)) + '\n' : checkedPage(check))
      if (!check.ok) { runtime.exit(EXIT.damaged) }
    })
}

function restoreCommand (setting: CommandSetting): Command {
  return describedCommand('restore', {
    summary: 'Make a home out of a backup.',
    examples: [
      'factmesh backup restore /mnt/disk/factmesh --home ./restored',
      'factmesh backup restore /mnt/disk/factmesh --home ./restored --identity ./identity.key',
      'factmesh backup restore /mnt/disk/factmesh --home ./restored --new-identity'
    ],
    notes: 'The home must not be there yet, or be empty. It needs the key of the node: from the backup, or from --identity. With --new-identity\n' +
      'it becomes another node: facts of the old one stay, and can no longer be changed. Do not run the old home and the restored one at once.'
  })
    .argument('<folder>', 'the backup')
    .option('--identity <file>', 'the identity.key of the node, when the backup has none')
    .option('--new-identity', 'make a new key')
    .action(async (folder: string, { identity, newIdentity }: RestoreFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      if (identity != null && newIdentity === true) { throw new UsageError('--identity and --new-identity exclude each other.') }
      const { restoreBackup } = await import('../../../home.ts')
      const work = { folder: placeOf(runtime, folder), home: runtime.home, identityFile: identity == null ? undefined : placeOf(runtime, identity), newIdentity }
      const report = await withBar(runtime, async onProgress => restoreBackup({ ...work, onProgress }))
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(restoredJson(report, runtime.home)) + '\n' : restoredPage(report, runtime.home))
      if (runtime.isChatty) { runtime.terminal.err(`next  factmesh up --home ${runtime.home}${report.manifest.net == null ? '' : ` --net ${report.manifest.net}`}\n`) }
    })
}

function placeOf ({ terminal }: Runtime, path: string): string {
  return resolve(terminal.directory, path)
}
