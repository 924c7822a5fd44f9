import { NAME_SUFFIX, UNFINISHED_SUFFIX } from '../constants.ts'
import { parseSegmentName } from '../segment/header.ts'
import type { JournalComponents } from '../interface.ts'

/** The name of the file that a compaction writes before it takes the place of a segment. */
export function unfinishedName (name: string): string {
  return name.slice(0, -NAME_SUFFIX.length) + UNFINISHED_SUFFIX
}

/** The files that compactions left that did not come to their end, by their paths. The segments themselves are whole. */
export async function leftoversIn ({ files, directory }: JournalComponents): Promise<string[]> {
  const names = await files.list(directory)

  return names.filter(isUnfinished).map(name => files.join(directory, name))
}

function isUnfinished (name: string): boolean {
  return name.endsWith(UNFINISHED_SUFFIX) && parseSegmentName(name.slice(0, -UNFINISHED_SUFFIX.length) + NAME_SUFFIX) != null
}
