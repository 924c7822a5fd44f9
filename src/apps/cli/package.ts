import { readFileSync } from 'node:fs'

/** Version of the package that this file belongs to, which is a source, compiled, or part of the program in `dist/bin`. */
export function packageVersion (): string {
  for (const path of ['../../package.json', '../../../package.json', '../../../../package.json']) {
    const version = versionIn(new URL(path, import.meta.url))
    if (version != null) { return version }
  }
  return 'unknown'
}

function versionIn (url: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(url, 'utf8'))
    const isOurs = typeof manifest === 'object' && manifest != null && 'name' in manifest && manifest.name === 'factmesh'
    return isOurs && 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : undefined
  } catch {
    return undefined
  }
}
