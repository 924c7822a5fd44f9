/**
 * The test command: `npm test` runs every part, `npm test -- node chromium`
 * the named ones. Parts run one after another, also when one has failed. The
 * last line is `N passed, N failed, N skipped` over all of them; a part that
 * fails without a failing test counts as one failure, so the exit code is 0
 * exactly when nothing failed.
 */
import { runChild } from './child.ts'
import { addCounts, formatCounts } from './counts.ts'
import { judge } from './part.ts'
import { PARTS, SILENT_MINUTES_MAX } from './parts.ts'
import type { Outcome, Part } from './part.ts'

function say (line: string): void {
  process.stdout.write(`${line}\n`)
}

function describeOutcome ({ name, minutes, counts, remark }: Outcome): string {
  const verdict = counts.failed === 0 ? 'ok    ' : 'FAILED'
  const tests = counts.passed + counts.skipped > 0 || counts.failed > 1 ? `  ${formatCounts(counts)}` : ''
  const why = remark == null ? '' : `  (${remark})`

  return `${verdict} ${name.padEnd(10)} ${minutes.toFixed(2).padStart(6)} min${tests}${why}`
}

async function runParts (parts: readonly Part[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []

  for (const part of parts) {
    say(`\n=== ${part.name}: ${part.purpose}`)
    const limits = { minutesMax: part.minutesMax, silentMinutesMax: SILENT_MINUTES_MAX }
    const outcome = judge(part, await runChild(part.command, limits))

    say(describeOutcome(outcome))
    outcomes.push(outcome)
  }

  return outcomes
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !PARTS.some(part => part.name === name))

if (unknown.length > 0) {
  say(`There is no part ${unknown.join(', ')}. The parts are ${PARTS.map(part => part.name).join(', ')}.`)
  process.exit(2)
}

const outcomes = await runParts(PARTS.filter(part => wanted.length === 0 || wanted.includes(part.name)))
const counts = addCounts(outcomes.map(outcome => outcome.counts))

say('\n=== all parts')
outcomes.forEach(outcome => { say(describeOutcome(outcome)) })
say(formatCounts(counts))
process.exitCode = counts.failed === 0 ? 0 : 1
