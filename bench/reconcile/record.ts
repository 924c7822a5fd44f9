import { readFile, writeFile } from 'node:fs/promises'
import { cellsOf, LARGE_SIZE, SIZES, titleOf } from './cell.ts'
import type { Result } from './cell.ts'

const FILE = new URL('results.json', import.meta.url)

/** Results that were saved, smallest sets first. */
export async function savedResults (): Promise<Result[]> {
  return JSON.parse(await readFile(FILE, 'utf8'))
}

/** Saves results in place of older ones of the same cells. */
export async function saveResults (results: readonly Result[]): Promise<void> {
  const byTitle = new Map([...await savedResults(), ...results].map(result => [titleOf(result), result]))
  const kept = [...SIZES, LARGE_SIZE].flatMap(cellsOf).map(cell => byTitle.get(titleOf(cell))).filter(result => result != null)

  await writeFile(FILE, `[\n${kept.map(result => JSON.stringify(result)).join(',\n')}\n]\n`)
}
