import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createOpenApi, ROUTES } from '../../src/api/index.ts'
import { operationsSource, shapesSource } from './operations.ts'
import type { ApiDocument } from './operations.ts'

const FOLDER = join(import.meta.dirname, '../../src/api/generated')

/** The sources that are made from the table of routes, by their paths. */
export function generatedSources (): Map<string, string> {
  const document = createOpenApi(ROUTES, 'generated') as unknown as ApiDocument
  return new Map([
    [join(FOLDER, 'interface.ts'), shapesSource(document)],
    [join(FOLDER, 'operations.ts'), operationsSource(document)]
  ])
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, source] of generatedSources()) { await writeFile(path, source) }
}
