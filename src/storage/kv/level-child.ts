import type { LevelCheck } from './interface.ts'

/**
 * What the process of `checkLevel` runs. It says when it begins, so that a process that could not even load the module is told
 * from one that died of the database, and ends when its parent does.
 */
export const CHILD_SCRIPT = `
const { module, path, proof, end } = JSON.parse(process.argv[1])
const say = (line, then) => process.stdout.write(JSON.stringify(line) + '\\n', then)
const { countLevel } = await import(module)
process.stdin.on('close', () => process.exit(1)).resume()
say({ begun: true })
try {
  const count = await countLevel(path, { proof: Uint8Array.from(proof), end: Uint8Array.from(end) })
  say({ ...count, proof: count.proof && [...count.proof] }, () => process.exit(0))
} catch (error) {
  say({ error: error.name, reason: String(error.cause?.cause?.message ?? error.message) }, () => process.exit(0))
}
`

/** Signals by which others end a process; all others are its own doing. */
const ENDED_BY_OTHERS: readonly string[] = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP']

/** What the lines of a child say about the database, and the signal that ended it, if one did. */
export function judgeChild (output: string, signal: string | undefined): LevelCheck {
  const lines = output.split('\n').slice(0, -1).map(line => JSON.parse(line))
  const answer = lines[1]
  if (lines.length === 0) {
    return { result: 'unproven', reason: 'the process that checks it did not begin' }
  }
  if (answer == null) {
    const isOver = signal != null && ENDED_BY_OTHERS.includes(signal)
    return { result: isOver ? 'unproven' : 'damaged', reason: `the process that checks it ended with ${signal ?? 'an error'}` }
  }
  if (answer.error != null) {
    return { result: answer.error === 'KVLockedError' ? 'locked' : 'damaged', reason: answer.reason }
  }
  return { result: 'whole', count: { ...answer, proof: answer.proof == null ? undefined : Uint8Array.from(answer.proof) } }
}
