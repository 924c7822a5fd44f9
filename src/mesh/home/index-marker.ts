import { jsonFileBytes, readJsonFile } from './json-file.ts'
import type { Files } from '../../platform/index.ts'
import type { IndexMarker, IndexSummary } from '../../replica/index/index.ts'

/** Number of the form of the file. */
const MARKER_VERSION = 1

/** What stands in the file. */
interface Marker {
  readonly version: number
  readonly index: IndexSummary
  /** Roots of trees by scope, in hexadecimal. */
  readonly roots: Readonly<Record<string, string>>
  /** The files of the database with their stamps, which change with every change of a file. */
  readonly files: Readonly<Record<string, string>>
}

/** Where the marker and the database lie. */
export interface IndexMarkerComponents {
  readonly files: Files
  /** The home, in which the marker lies. */
  readonly directory: string
  /** Folder of the database. */
  readonly folder: string
}

/**
 * The file that says how the index was closed: what it says about itself, and how each file of its database stood. While
 * the index is open there is none, so a marker that fits proves that the database was closed in order and nobody has
 * touched it since: it opens without a scan. Whoever changes a file of the database changes its stamp.
 */
export class IndexMarkerFile implements IndexMarker {
  private readonly components: IndexMarkerComponents
  private found: Marker | undefined
  private noted: ReadonlyMap<string, string> = new Map()

  constructor (components: IndexMarkerComponents) {
    this.components = components
  }

  get closed (): IndexSummary | undefined {
    return this.found?.index
  }

  get roots (): ReadonlyMap<string, string> {
    return new Map(Object.entries(this.found?.roots ?? {}))
  }

  noteRoots (roots: ReadonlyMap<string, string>): void {
    this.noted = roots
  }

  /** Reads the marker, compares it with the files, and removes it, durably, before anything else is done with the database. */
  async take (): Promise<void> {
    const { files, directory } = this.components
    const path = markerPath(this.components)
    const marker = await readJsonFile(path, files)
    this.noted = new Map()
    this.found = isMarker(marker) && isSame(marker.files, await this.stamps()) ? marker : undefined

    if (marker != null) {
      await files.remove(path)
      await files.syncDirectory(directory)
    }
  }

  /** Writes the marker for a database that was just closed. */
  async leave (index: IndexSummary): Promise<void> {
    const marker = { version: MARKER_VERSION, index, roots: Object.fromEntries(this.noted), files: await this.stamps() }
    await this.components.files.writeFileAtomic(markerPath(this.components), jsonFileBytes(marker))
  }

  private async stamps (): Promise<Record<string, string>> {
    const { files, folder } = this.components
    const names = await files.list(folder)
    const stamps = await Promise.all(names.map(async name => files.stampOf(files.join(folder, name))))
    return Object.fromEntries(names.map((name, i) => [name, stamps[i] ?? '']))
  }
}

function markerPath ({ files, directory }: IndexMarkerComponents): string {
  return files.join(directory, 'index.json')
}

function isMarker (value: unknown): value is Marker {
  const { version, index, files } = value as Partial<Marker> ?? {}
  return version === MARKER_VERSION && typeof index === 'object' && Array.isArray(index.scopes) && typeof files === 'object'
}

function isSame (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every(name => one[name] === other[name])
}
