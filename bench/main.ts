/**
 * `npm run bench` measures and prints a table on stderr and JSON on stdout;
 * `npm run bench -- sync gossip` only what has one of the words in its name.
 * What takes minutes runs with `--large` only. The last column compares with
 * `baseline.json`, which `--save` writes anew, and with it the tables and plots
 * of `docs/BENCHMARKS.md`.
 * Figures move between machines and minutes: read them against the rows of
 * the machine itself, which are measured in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { GOSSIP } from './gossip.ts'
import { IMPORT } from './import.ts'
import { JOURNAL } from './journal.ts'
import { MACHINE } from './machine.ts'
import { MODEL } from './model.ts'
import { NODE } from './node.ts'
import { writePage } from './page.ts'
import { QUERY } from './query.ts'
import { RECONCILE } from './reconcile/index.ts'
import { STORAGE } from './storage.ts'
import { SYNC } from './sync.ts'
import { lineOf } from './table.ts'
import { WRITE } from './write.ts'

const BASELINE = new URL('baseline.json', import.meta.url)

const BENCHES = [...MACHINE, ...MODEL, ...JOURNAL, ...STORAGE, ...WRITE, ...IMPORT, ...QUERY, ...NODE, ...SYNC, ...RECONCILE, ...GOSSIP]

const wanted = process.argv.slice(2).filter(word => !word.startsWith('--'))
const isLarge = process.argv.includes('--large')
const isSaved = process.argv.includes('--save')
const baseline: Record<string, number> = JSON.parse(await readFile(BASELINE, 'utf8'))
const figures: Record<string, number> = {}

for (const { rows, large, measure, save } of BENCHES) {
  const isWanted = wanted.length === 0 || wanted.some(word => rows.some(({ name }) => name.includes(word)))

  if (isWanted && (isLarge || large !== true)) {
    const measured = await measure()

    for (const [i, row] of rows.entries()) {
      figures[row.name] = Number(measured[i].toPrecision(4))
      process.stderr.write(lineOf(row, figures, baseline))
    }

    if (isSaved) {
      await save?.()
    }
  }
}

process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

if (isSaved) {
  const saved = { ...baseline, ...figures }

  await writeFile(BASELINE, `${JSON.stringify(saved, null, 2)}\n`)
  await writePage(BENCHES, saved)
}
