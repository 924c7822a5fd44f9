/**
 * `npm run bench` measures and prints a table on stderr and JSON on stdout;
 * `npm run bench -- journal tree` only what has one of the words in its name.
 * The last column compares with `baseline.json`, which `--save` writes anew.
 * Figures move between machines and minutes: read them against the rows of
 * the machine itself, which are measured in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { MACHINE } from './machine.ts'
import { MESH } from './mesh.ts'
import { MODEL } from './model.ts'
import { STORAGE } from './storage.ts'
import type { Bench } from './bench.ts'

const BASELINE = new URL('baseline.json', import.meta.url)

const wanted = process.argv.slice(2).filter(word => !word.startsWith('--'))
const baseline: Record<string, number> = JSON.parse(await readFile(BASELINE, 'utf8'))
const figures: Record<string, number> = {}

for (const bench of [...MACHINE, ...MODEL, ...STORAGE, ...MESH]) {
  if (wanted.length === 0 || wanted.some(word => bench.name.includes(word))) {
    const figure = Number((await bench.measure()).toPrecision(4))

    figures[bench.name] = figure
    process.stderr.write(row(bench, figure))
  }
}

process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)

if (process.argv.includes('--save')) {
  await writeFile(BASELINE, `${JSON.stringify({ ...baseline, ...figures }, null, 2)}\n`)
}

function row ({ name, unit, target }: Bench, figure: number): string {
  const before = baseline[name]
  const change = before == null ? '' : `  ${(figure / before).toFixed(2)} x baseline`
  const aim = target == null ? '' : `  target ${target.toLocaleString('en')}`

  return `${name.padEnd(58)} ${figure.toLocaleString('en').padStart(12)} ${unit}${aim}${change}\n`
}
