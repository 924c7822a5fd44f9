import { pipe } from 'it-pipe'
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
  await pipe(
    await client.factLines(rest),
    async function * (lines) {
      for await (const line of lines) {
        if (count === limit) { break }
        count++
        yield `${mapLine(line)}\n`
      }
    },
    toChunks,
    async chunks => {
      for await (const chunk of chunks) { await runtime.terminal.out(chunk) }
    }
  )
  return count
}

/** Joins texts until a chunk is worth a write. */
async function * toChunks (texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const text of texts) {
    chunk += text
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk
      chunk = ''
    }
  }
  if (chunk !== '') { yield chunk }
}
