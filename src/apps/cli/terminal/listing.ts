import { ROWS_DEFAULT } from '../flags.ts'
import { inTime } from '../runtime.ts'
import { table } from './table.ts'
import type { Runtime } from '../runtime.ts'

/** Items that most lists of the API give in one page. */
const PAGE_ITEMS_MAX = 500

/** Some items of a list, and where the next ones are. */
export interface ListPage<T> {
  readonly items: readonly T[]
  readonly cursor: string | null
}

/** Which page is asked for. */
export interface ListRequest {
  readonly limit: number
  readonly cursor?: string
}

/** A list of the API, and how its items look. */
export interface Listing<T> {
  /** Most items; undefined: as many as fit for people, and all for programs. */
  readonly limit?: number
  /**
   * Most items of one page.
   *
   * @default PAGE_ITEMS_MAX
   */
  readonly pageMax?: number
  ask (page: ListRequest, options: { signal: AbortSignal }): Promise<ListPage<T>>
  idOf (item: T): string
  readonly head: readonly string[]
  rowOf (item: T): readonly string[]
  /** The command that people may want to type behind the list. */
  next (items: readonly T[]): string
}

/** Writes a list: ids when asked to be quiet, JSON Lines for programs as the pages come, else a table. */
export async function showListing<T> (runtime: Runtime, listing: Listing<T>): Promise<void> {
  if (runtime.flags.quiet === true) {
    await writePages(runtime, listing, item => listing.idOf(item))
  } else if (runtime.isJson) {
    await writePages(runtime, listing, item => JSON.stringify(item))
  } else {
    await showTable(runtime, listing)
  }
}

async function writePages<T> (runtime: Runtime, listing: Listing<T>, lineOf: (item: T) => string): Promise<void> {
  for await (const { items } of pagesOf(runtime, listing, listing.limit ?? Infinity)) {
    await runtime.terminal.out(items.map(item => lineOf(item) + '\n').join(''))
  }
}

async function showTable<T> (runtime: Runtime, listing: Listing<T>): Promise<void> {
  const all: T[] = []
  let isMore = false
  for await (const { items, cursor } of pagesOf(runtime, listing, listing.limit ?? ROWS_DEFAULT)) {
    all.push(...items)
    isMore = cursor != null
  }
  await runtime.terminal.out(table([listing.head, ...all.map(item => listing.rowOf(item))]))
  if (runtime.isChatty) {
    if (isMore) { runtime.terminal.err(`there are more than these ${all.length}; --limit N shows more, --json all\n`) }
    runtime.terminal.err(`next  ${listing.next(all)}\n`)
  }
}

/** Page after page up to a limit; a page may be empty and go on. */
async function * pagesOf<T> (runtime: Runtime, { ask, pageMax = PAGE_ITEMS_MAX }: Listing<T>, limit: number): AsyncGenerator<ListPage<T>> {
  let left = limit
  let cursor: string | undefined
  do {
    const request = { limit: Math.min(pageMax, left), cursor }
    const page = await inTime(runtime, async options => ask(request, options))
    yield page
    left -= page.items.length
    cursor = page.cursor ?? undefined
  } while (cursor != null && left > 0)
}
