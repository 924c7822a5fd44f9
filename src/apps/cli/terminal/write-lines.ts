import type { ApiClient, FactFilter } from '../../../api/index.ts'
import type { Runtime } from '../runtime.ts'

/** Characters gathered before they are written. */
const CHUNK_CHARACTERS = 64 * 1024

/** What is written. */
export interface LineSource {
  readonly client: ApiClient
  readonly filter: FactFilter
  /** Makes the line that is written out of the JSON of a fact. */
  mapLine? (line: string): string
}

/**
 * Writes every matching fact as one line, as fast as the reader takes them and
 * in bounded memory, up to the limit of the filter. Answers how many there were.
 */
export async function writeLines (runtime: Runtime, { client, filter, mapLine = line => line }: LineSource): Promise<number> {
  const { limit = Infinity, ...rest } = filter
  let count = 0
  let text = ''
  for await (const line of await client.factLines(rest)) {
    if (count === limit) { break }
    text += mapLine(line) + '\n'
    count++
    if (text.length >= CHUNK_CHARACTERS) {
      await runtime.terminal.out(text)
      text = ''
    }
  }
  if (text !== '') { await runtime.terminal.out(text) }
  return count
}
