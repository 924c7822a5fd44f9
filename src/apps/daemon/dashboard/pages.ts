import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** One file of the dashboard, ready to be sent. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** Nothing from elsewhere, nothing inline, no frame; compiled code may run, should a page ever need it. */
export const PAGE_POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self' data: blob:", "connect-src 'self'",
  "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"
].join('; ')

const MEDIA: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' }

/** Where the dashboard stands: beside the bundled program, or above a compiled file of this room. */
const FOLDERS: readonly string[] = ['../ui', '../../../../ui', '../../../../dist/ui']

/**
 * Reads the dashboard as it was built, by file names. Only what was there is ever served, so no request names a path of
 * the machine. Nothing was built: no files.
 */
export async function readPages (folders: readonly string[] = FOLDERS.map(folder => join(import.meta.dirname, folder))): Promise<ReadonlyMap<string, PageFile>> {
  for (const folder of folders) {
    const names = (await readdir(folder).catch(() => [])).filter(name => extname(name) in MEDIA)
    if (names.includes('index.html')) {
      return new Map(await Promise.all(names.map(async name => [name, await pageFile(folder, name)] as const)))
    }
  }
  return new Map()
}

async function pageFile (folder: string, name: string): Promise<PageFile> {
  const bytes = new Uint8Array(await readFile(join(folder, name)))
  return {
    bytes,
    headers: {
      'content-type': MEDIA[extname(name)],
      'cache-control': /-[A-Z0-9]{8}\.\w+$/.test(name) ? 'private, max-age=31536000, immutable' : 'no-store',
      'content-security-policy': PAGE_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'accept'
    }
  }
}
