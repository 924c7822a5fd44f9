import type { NameChange } from './disk-log.ts'
import type { Fate } from './file-trace.ts'

/** The number of the root folder of every memory disk. */
export const ROOT_NUMBER = 0

/** What a name leads to. */
type Entry = NonNullable<NameChange['entry']>

type Folders = Map<number, Map<string, Entry>>

/** Folders and files by path. */
interface Tree {
  readonly folders: Map<string, number>
  readonly files: Map<string, Entry>
}

/** The names of a disk as far as the power matters: those that are durable, and the steps since. */
export class FolderTraces {
  private readonly durable: Folders = new Map()
  /** Steps that may be lost, in order. */
  private steps: Array<readonly NameChange[]> = []

  get open (): ReadonlyArray<readonly NameChange[]> {
    return this.steps
  }

  note (step: readonly NameChange[]): void {
    this.steps.push(step)
  }

  /** Every step that touched the folder is durable. */
  sync (folder: number): void {
    const touches = (step: readonly NameChange[]): boolean => step.some(change => change.folder === folder)

    this.steps.filter(touches).forEach(step => { apply(this.durable, step) })
    this.steps = this.steps.filter(step => !touches(step))
  }

  /** What can be reached from the root when the open steps have these fates. */
  treeWith (fates: readonly Fate[]): Tree {
    const names: Folders = new Map([...this.durable].map(([number, folder]) => [number, new Map(folder)]))

    this.steps.filter((_, index) => fates[index] === 'kept').forEach(step => { apply(names, step) })
    const tree: Tree = { folders: new Map(), files: new Map() }
    const open: Array<readonly [string, number]> = [['', ROOT_NUMBER]]

    for (let next = open.pop(); next != null; next = open.pop()) {
      for (const [name, entry] of names.get(next[1]) ?? []) {
        const path = `${next[0]}/${name}`

        if (entry.isFolder) {
          tree.folders.set(path, entry.mode)
          open.push([path, entry.number])
        } else {
          tree.files.set(path, entry)
        }
      }
    }

    return tree
  }
}

function apply (folders: Folders, step: readonly NameChange[]): void {
  for (const { folder, name, entry } of step) {
    const names = folders.get(folder) ?? new Map<string, Entry>()

    folders.set(folder, names)
    if (entry == null) {
      names.delete(name)
    } else {
      names.set(name, entry)
    }
  }
}
