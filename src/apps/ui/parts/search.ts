import type { Fact } from './page.ts'
import type { ApiClient, FactFilter, Operations } from '../../../api/index.ts'

/** Facts to look at for one text. */
const LOOKED_MAX = 20_000

/** Facts that one search brings. */
const FOUND_MAX = 100

/** Facts that were found; `looked` tells how many were read for a text. */
export type Found = Operations['getV1Facts']['answer'] & { readonly looked?: number }

/** What is looked for. */
export interface Search {
  readonly filter: FactFilter
  readonly text: string
}

/** Reads the facts of a filter one by one, and keeps those that hold a text, whatever its case. It ends at 20,000 read or 100 found. */
export async function searchFacts (client: ApiClient, { filter, text }: Search, signal: AbortSignal): Promise<Found> {
  const wanted = text.toLowerCase()
  const facts: Fact[] = []
  let looked = 0
  const abort = new AbortController()
  for await (const line of await client.factLines(filter, { signal: AbortSignal.any([signal, abort.signal]) })) {
    const fact: Fact = JSON.parse(line)
    looked += 1
    if (textOf(fact).toLowerCase().includes(wanted)) { facts.push(fact) }
    if (looked >= LOOKED_MAX || facts.length >= FOUND_MAX) { break }
  }
  abort.abort()
  return { facts, total: facts.length, cursor: null, looked }
}

function textOf ({ entity, relation, source, value }: Fact): string {
  return [entity, relation, source, String(value.v ?? '')].join('\n')
}
