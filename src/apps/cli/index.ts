/**
 * @packageDocumentation
 *
 * The command line: one file per command, each a small program that asks a
 * daemon over its API and writes the answer.
 *
 * It stands under the roof; `daemon`, `journal`, `store` and `backup` alone load the mesh.
 *
 * Invariant: data goes to stdout and messages to stderr; an error is at most
 * four lines with its code, and the exit code is one of docs/CLI.md.
 *
 * @example Running a command
 *
 * ```typescript
 * import { runCli } from './index.ts'
 *
 * process.exitCode = await runCli(['query', 'city:paris', '--json'])
 * ```
 */
export { EXIT, EXIT_CODES } from './exit-codes.ts'
export { FAILURES } from './failure.ts'
export { runNewerNode } from './newer-node.ts'
export { createProgram } from './program.ts'
export { runCli } from './run.ts'
export type { CommandSetting } from './command.ts'
export type { Failure, FailureKind } from './failure.ts'
export type { NodeHints } from './newer-node.ts'
export type { Terminal } from './terminal/terminal.ts'
