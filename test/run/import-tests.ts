import { readdir } from 'node:fs/promises'
import { sep } from 'node:path'

/** Folders below `test` whose tests start the compiled program: they wait more than they compute. */
export const PROGRAM_FOLDERS: readonly string[] = ['apps', 'attacker', 'browser-mesh', 'package', 'scenarios']

/** Loads every `*.node.ts` in the folders below `test` that are asked for, in the order of their paths. */
export async function importTests (isWanted: (folder: string) => boolean): Promise<void> {
  const root = new URL('../', import.meta.url)
  const names = await readdir(root, { recursive: true })

  for (const name of names.filter(name => name.endsWith('.node.ts') && isWanted(name.split(sep)[0])).sort()) {
    await import(new URL(name, root).href)
  }
}
