import type { House, SourceFile } from './house.ts'

/**
 * Twins of one file for Node and for browsers: `x.ts` and `x.browser.ts`. The
 * `browser` map of package.json swaps them.
 */
export function browserTwinOf (path: string): string {
  return path.replace(/\.ts$/, '.browser.ts')
}

/** Which imports a walk follows. */
export interface Walk {
  /** Follow imports of types as well. */
  readonly types: boolean

  /** Take the browser twin of a file where there is one. */
  readonly browser: boolean
}

/** All files that some files lead to, themselves included, each with the file that led there first. */
export function reachable (house: House, from: readonly string[], walk: Walk): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>()
  const open = from.map((path): [string, string | undefined] => [forWalk(house, path, walk), undefined])

  for (let next = open.pop(); next != null; next = open.pop()) {
    const [path, origin] = next
    const file = house.files.get(path)

    if (file != null && !found.has(path)) {
      found.set(path, origin)
      open.push(...targetsOf(file, walk).map((target): [string, string] => [forWalk(house, target, walk), path]))
    }
  }

  return found
}

function forWalk (house: House, path: string, walk: Walk): string {
  const twin = browserTwinOf(path)

  return walk.browser && house.files.has(twin) ? twin : path
}

function targetsOf (file: SourceFile, walk: Walk): string[] {
  return file.imports.flatMap(({ target, typeOnly }) => target == null || (typeOnly && !walk.types) ? [] : [target])
}

/** How a walk came to a file, from the entry on. */
export function trail (found: ReadonlyMap<string, string | undefined>, path: string): string {
  const steps: string[] = []

  for (let step: string | undefined = path; step != null; step = found.get(step)) {
    steps.unshift(step)
  }

  return steps.join(' -> ')
}
