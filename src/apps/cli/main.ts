#!/usr/bin/env node
import { runNewerNode } from './newer-node.ts'

// Nothing of the stack is imported before this line: an older Node could not read it.
const code = await runNewerNode(process.argv.slice(1))

// A command that is done leaves at once, whatever still waits for input.
process.exit(code ?? await runCommand())

async function runCommand (): Promise<number> {
  const { runCli } = await import('./index.ts')
  return runCli(process.argv.slice(2))
}
