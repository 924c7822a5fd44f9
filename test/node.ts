/**
 * The door through which tests that need Node itself (files, processes,
 * sockets) join a Node run: every `*.node.ts` below this folder, in the order
 * of their paths. A browser run never comes here.
 */
import { readdir } from 'node:fs/promises'

const names = await readdir(import.meta.dirname, { recursive: true })

for (const name of names.filter(name => name.endsWith('.node.ts')).sort()) {
  await import(new URL(name, import.meta.url).href)
}
