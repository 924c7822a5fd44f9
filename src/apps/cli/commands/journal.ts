import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ApiUnreachableError, createClient } from '../../../api/index.ts'
import { NoDaemonError } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { NoHomeError } from '../errors.ts'
import { EXIT } from '../exit-codes.ts'
import { connect } from '../runtime.ts'
import { list } from '../terminal/table.ts'
import type { ApiClient } from '../../../api/index.ts'
import type { CommandSetting } from '../command.ts'
import type { Runtime } from '../runtime.ts'
import type { Command } from 'commander'

type Report = Awaited<ReturnType<ApiClient['verifyJournal']>>

/** `factmesh journal`: the journal of the node. */
export function journalCommand (setting: CommandSetting): Command {
  return describedCommand('journal', {
    summary: 'Check and measure the journal, of a running node or of a stopped one.',
    examples: ['factmesh journal verify', 'factmesh journal stat --json']
  })
    .addCommand(verifyCommand(setting))
    .addCommand(statCommand(setting))
}

function verifyCommand (setting: CommandSetting): Command {
  return describedCommand('verify', {
    summary: 'Read and check every record; exit 8 on damage.',
    examples: ['factmesh journal verify', 'factmesh journal verify --home ./b --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const report = await withNode(runtime, async client => client.verifyJournal())
      await runtime.terminal.out(runtime.isJson ? JSON.stringify(report) + '\n' : reportPage(report))
      if (!report.ok) { runtime.exit(EXIT.damaged) }
    })
}

function statCommand (setting: CommandSetting): Command {
  return describedCommand('stat', {
    summary: 'Show the figures of the journal without reading it.',
    examples: ['factmesh journal stat', 'factmesh journal stat --json']
  })
    .action(async (_flags: unknown, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const stat = await withNode(runtime, async client => client.journalStat())
      await runtime.terminal.out(runtime.isJson
        ? JSON.stringify(stat) + '\n'
        : list(Object.entries(stat).map(([name, figure]) => [name, String(figure)])))
    })
}

/**
 * Asks the running node. When none runs, the home is opened for the moment, by
 * a node that talks to nobody.
 *
 * @throws {NoHomeError} when there is no home either.
 */
async function withNode<T> (runtime: Runtime, ask: (client: ApiClient) => Promise<T>): Promise<T> {
  try {
    return await ask(await connect(runtime))
  } catch (error) {
    const isStopped = error instanceof NoDaemonError || (error instanceof ApiUnreachableError && runtime.flags.api == null)
    if (!isStopped) { throw error }
  }
  if (!existsSync(join(runtime.home, 'journal'))) { throw new NoHomeError(runtime.home) }
  const { createFactMesh } = await import('../../../index.ts')
  const mesh = await createFactMesh({ home: runtime.home, listen: [], gossip: false, syncIntervalMs: false, dht: false, mdns: false })
  try {
    return await ask(createClient({ url: 'http://localhost', fetch: async (input, init) => mesh.fetch(input, init) }))
  } finally {
    await mesh.stop()
  }
}

function reportPage (report: Report): string {
  return list([
    ['result', report.ok ? 'every record is sound' : `${report.damaged} damaged ranges`],
    ['records', String(report.records)],
    ['segments', String(report.segments)],
    ['bytes', String(report.payload_bytes)],
    ...report.damage.map(({ kind, offset, length }): [string, string] => ['damage', `${kind} at ${offset}, ${length} bytes`])
  ])
}
