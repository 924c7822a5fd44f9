import { CommanderError } from 'commander'
import { escapeControls } from '../daemon/index.ts'
import { EXIT } from './exit-codes.ts'
import { failureOf } from './failure.ts'
import { createProgram } from './program.ts'
import { OutputClosedError, processTerminal, steadied } from './terminal/terminal.ts'
import type { Failure } from './failure.ts'
import type { Terminal } from './terminal/terminal.ts'

/** Runs one command and resolves with the exit code; never throws. */
export async function runCli (args: readonly string[], given: Terminal = processTerminal()): Promise<number> {
  const terminal = steadied(given)
  let code: number = EXIT.ok
  const program = createProgram({ terminal, exit: value => { code = value } })
  for (const command of [program, ...program.commands.flatMap(child => [child, ...child.commands])]) {
    command.configureOutput({
      writeOut: text => { void terminal.out(text).catch(() => {}) },
      writeErr: text => { terminal.err(text) },
      outputError: () => {} // told below, like every other error
    })
  }
  try {
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    return report(error, terminal, args)
  }
}

function report (error: unknown, terminal: Terminal, args: readonly string[]): number {
  if (error instanceof OutputClosedError) { return EXIT.ok }
  if (error instanceof CommanderError && error.exitCode === 0) { return EXIT.ok }
  if (error instanceof CommanderError && error.code === 'commander.help') { return EXIT.usage } // a command was missing, and help was shown
  const failure = error instanceof CommanderError ? usageFailure(error) : failureOf(error)
  terminal.err(args.includes('--json') ? escapeControls(JSON.stringify({ error: failure })) + '\n' : text(failure, isColourful(terminal, args)))
  return failure.exit
}

/** Colours for errors, unless the reader is no terminal or does not want any (no-color.org). */
function isColourful (terminal: Terminal, args: readonly string[]): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: kind } = terminal.env
  if ((no != null && no !== '') || args.includes('--no-color')) { return false }
  return (force != null && force !== '0') || (terminal.errIsTty && kind !== 'dumb')
}

function usageFailure (error: CommanderError): Failure {
  const [what, ...more] = error.message.replace(/^error: /, '').split('\n')
  return { what, why: more.length === 0 ? undefined : more.join(' '), fix: 'factmesh --help, or --help after a command', code: 'usage', exit: EXIT.usage }
}

function text ({ what, why, fix, code, exit }: Failure, isRed: boolean): string {
  const lines = [`  ${what}  (exit ${exit}, ${code})`]
  if (why != null) { lines.push(` why   ${why}`) }
  if (fix != null) { lines.push(` fix   ${fix}`) }
  return (isRed ? '\u001b[31merror\u001b[39m' : 'error') + lines.map(line => escapeControls(line) + '\n').join('')
}
