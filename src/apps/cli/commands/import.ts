import { open } from 'node:fs/promises'
import { pipe } from 'it-pipe'
import { platform } from '../../../platform/index.ts'
import { escapeControls } from '../../daemon/index.ts'
import { describedCommand, runtimeOf } from '../command.ts'
import { FileError } from '../errors.ts'
import { EXIT } from '../exit-codes.ts'
import { toBatches } from '../import/batches.ts'
import { READ_BYTES } from '../import/constants.ts'
import { toLines } from '../import/lines.ts'
import { toOrders } from '../import/prepare.ts'
import { createProgress, NO_PROGRESS } from '../import/progress.ts'
import { toOutcomes } from '../import/upload.ts'
import { connect, inTime } from '../runtime.ts'
import type { CommandSetting } from '../command.ts'
import type { Counts, Outcome } from '../import/interface.ts'
import type { Progress } from '../import/progress.ts'
import type { Runtime } from '../runtime.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Command } from 'commander'

interface ImportFlags {
  readonly scope?: string
  readonly strict?: boolean
}

/** Bytes to import, and how many there are when that is known. */
interface Input {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly total?: number
}

/** `factmesh import`: writes facts from a file. */
export function importCommand (setting: CommandSetting): Command {
  return describedCommand('import', {
    summary: 'Write facts from a file of JSON Lines, or from stdin.',
    examples: ['factmesh import facts.jsonl', 'gzip -dc facts.jsonl.gz | factmesh import -', 'factmesh import facts.jsonl --json --strict'],
    notes: 'A line that equals the live fact of the same source is skipped and counted as unchanged, so an import that was cut off\n' +
      'can be repeated. With --json, one line { line, id } is written for each fact once it is durable. Exit 7 when lines failed.'
  })
    .argument('<file>', 'file of JSON Lines; - is stdin')
    .option('--scope <name>', 'write every fact into this scope, whatever its line says')
    .option('--strict', 'stop at the first line that fails')
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const runtime = runtimeOf(setting, command)
      const input = file === '-' ? { bytes: runtime.terminal.stdin } : await openInput(file)
      const counts = await importFacts(runtime, input, flags)
      if (counts.failed > 0) { runtime.exit(EXIT.partial) }
    })
}

/** @throws {FileError} */
async function openInput (path: string): Promise<Input> {
  try {
    const file = await open(path)
    const stat = await file.stat()
    if (!stat.isDirectory()) {
      return { bytes: file.createReadStream({ highWaterMark: READ_BYTES }), total: stat.isFile() ? stat.size : undefined }
    }
  } catch (error) {
    throw new FileError(path, error)
  }
  throw new FileError(path)
}

async function importFacts (runtime: Runtime, input: Input, { scope, strict }: ImportFlags): Promise<Counts> {
  const { terminal } = runtime
  const client = await connect(runtime)
  const { peer_id: self } = await inTime(runtime, async options => client.identity(options))
  const progress = runtime.isChatty ? createProgress(terminal, platform().clock, input.total) : NO_PROGRESS
  const counts: Counts = { lines: 0, stored: 0, unchanged: 0, failed: 0 }
  try {
    const outcomes = pipe(
      counted(input.bytes, progress),
      toLines,
      toOrders(client, self),
      toBatches,
      toOutcomes(client, { scope, skip_unchanged: true })
    )
    for await (const batch of outcomes) {
      await tell(runtime, batch, counts)
      progress.draw(counts)
      if (strict === true && counts.failed > 0) { break }
    }
  } finally {
    progress.clear()
    await summarise(runtime, counts)
  }
  return counts
}

async function * counted (source: AsyncIterable<Uint8Array>, progress: Progress): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    progress.read(chunk.byteLength)
    yield chunk
  }
}

async function tell ({ terminal, flags }: Runtime, outcomes: readonly Outcome[], counts: Counts): Promise<void> {
  for (const outcome of outcomes) {
    counts.lines++
    if ('code' in outcome) {
      counts.failed++
      if (flags.json !== true) { tellFailure(terminal, outcome) }
    } else if (outcome.unchanged === true) {
      counts.unchanged++
    } else {
      counts.stored++
    }
  }
  if (flags.json === true) { await terminal.out(outcomes.map(outcome => JSON.stringify(outcome) + '\n').join('')) }
}

function tellFailure (terminal: Terminal, { line, code, detail }: Extract<Outcome, { code: string }>): void {
  terminal.err(escapeControls(`line ${line}  ${detail} (${code})`) + '\n')
}

async function summarise ({ terminal, isJson }: Runtime, counts: Counts): Promise<void> {
  const { lines, stored, unchanged, failed } = counts
  await terminal.out(isJson ? JSON.stringify(counts) + '\n' : `${lines} lines: ${stored} stored, ${unchanged} unchanged, ${failed} failed\n`)
}
