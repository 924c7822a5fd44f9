/**
 * The test command: `npm test` builds and then runs every part, two at a time;
 * `npm test -- node chromium` the named ones. What a part prints stands behind
 * its name. Parts run also when others have failed. The failed tests are shown
 * once more at the end. The last line is
 * `N passed, N failed, N skipped` over all of them; a part that fails without a
 * failing test counts as one failure, so the exit code is 0 exactly when
 * nothing failed.
 */
import { runChild } from './child.ts'
import { addCounts, formatCounts } from './counts.ts'
import { inLanes } from './lanes.ts'
import { judge } from './part.ts'
import { BUILD, PARTS, SILENT_MINUTES_MAX } from './parts.ts'
import type { Outcome, Part } from './part.ts'

/** Parts that run side by side: some wait for processes and disks while others compute. */
const LANES = 2

function say (line: string): void {
  process.stdout.write(`${line}\n`)
}

function describeOutcome ({ name, minutes, counts, remark }: Outcome): string {
  const verdict = counts.failed === 0 ? 'ok    ' : 'FAILED'
  const tests = counts.passed + counts.skipped > 0 || counts.failed > 1 ? `  ${formatCounts(counts)}` : ''
  const why = remark == null ? '' : `  (${remark})`

  return `${verdict} ${name.padEnd(10)} ${minutes.toFixed(2).padStart(6)} min${tests}${why}`
}

/** Says whole lines behind the name of a part. */
function speaker (name: string): { say (text: string): void, end (): void } {
  let rest = ''

  return {
    say: text => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      lines.forEach(line => { say(`${name.padEnd(9)} | ${line}`) })
    },
    end: () => {
      if (rest !== '') { say(`${name.padEnd(9)} | ${rest}`) }
    }
  }
}

async function runPart (part: Part): Promise<Outcome> {
  say(`=== ${part.name}: ${part.purpose}`)
  const speak = speaker(part.name)
  const outcome = judge(part, await runChild(part.command, { minutesMax: part.minutesMax, silentMinutesMax: SILENT_MINUTES_MAX, say: speak.say }))

  speak.end()
  say(`=== ${describeOutcome(outcome)}`)
  return outcome
}

const wanted = process.argv.slice(2)
const names = [BUILD, ...PARTS].map(part => part.name)
const unknown = wanted.filter(name => !names.includes(name))

if (unknown.length > 0) {
  say(`There is no part ${unknown.join(', ')}. The parts are ${names.join(', ')}.`)
  process.exit(2)
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))

const outcomes = [
  await runPart(BUILD),
  ...await inLanes(PARTS.filter(part => wanted.length === 0 || wanted.includes(part.name)), LANES, runPart)
]
const counts = addCounts(outcomes.map(outcome => outcome.counts))

say('\n=== all parts')
outcomes.forEach(outcome => { say([describeOutcome(outcome), ...outcome.failures].join('\n')) })
say(formatCounts(counts))
process.exitCode = counts.failed === 0 ? 0 : 1
