import { signal } from '@preact/signals'

/** Where a page is, and what it shows: the fragment of the address, which can be saved as a bookmark. */
export interface Route {
  readonly page: string
  readonly query: Readonly<Record<string, string>>
}

/** The page that stands for an empty fragment. */
export const FIRST_PAGE = 'overview'

/** Where the reader is. */
export const route = signal<Route>({ page: FIRST_PAGE, query: {} })

/** The fragment of a page; fields that are empty are left out. */
export function href (page: string, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] != null && entry[1] !== '')
  return `#/${page}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`
}

/** Reads a fragment; whatever it holds, it names some page. */
export function parseRoute (hash: string): Route {
  const [page, query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  return { page: page === '' || page.includes('=') ? FIRST_PAGE : page, query: Object.fromEntries(new URLSearchParams(query)) }
}

/** Goes to a page. */
export function go (page: string, query: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = href(page, query)
}
