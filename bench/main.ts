/**
 * `npm run bench` measures and prints a table on stderr and JSON on stdout;
 * `npm run bench -- journal tree` only what has one of the words in its name.
 * The last column compares with `baseline.json`, which `--save` writes anew.
 * Figures move between machines and minutes: read them against the rows of
 * the machine itself, which are measured in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { COPY } from './copy.ts'
import { GOSSIP } from './gossip.ts'
import { IMPORT } from './import.ts'
import { JOURNAL } from './journal.ts'
import { MACHINE } from './machine.ts'
import { MODEL } from './model.ts'
import { NODE } from './node.ts'
import { QUERY } from './query.ts'
import { STORAGE } from './storage.ts'
import { lineOf } from './table.ts'
import { WRITE } from './write.ts'

const BASELINE = new URL('baseline.json', import.meta.url)

const wanted = process.argv.slice(2).filter(word => !word.startsWith('--'))
const baseline: Record<string, number> = JSON.parse(await readFile(BASELINE, 'utf8'))
const figures: Record<string, number> = {}

for (const { rows, measure } of [...MACHINE, ...MODEL, ...JOURNAL, ...STORAGE, ...WRITE, ...IMPORT, ...QUERY, ...NODE, ...COPY, ...GOSSIP]) {
  if (wanted.length === 0 || wanted.some(word => rows.some(({ name }) => name.includes(word)))) {
    const measured = await measure()

    for (const [i, row] of rows.entries()) {
      figures[row.name] = Number(measured[i].toPrecision(4))
      process.stderr.write(lineOf(row, figures, baseline))
    }
  }
}

process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

if (process.argv.includes('--save')) {
  await writeFile(BASELINE, `${JSON.stringify({ ...baseline, ...figures }, null, 2)}\n`)
}
