import { escapeControls } from '../../daemon/index.ts'

/** Characters of a cell: as many as the longest fact id has, because people copy those. */
const CELL_CHARACTERS_MAX = 65

/** Lays rows out in columns; the first row is the head. Foreign text is made safe to show. */
export function table (rows: ReadonlyArray<readonly string[]>): string {
  const cells = rows.map(row => row.map(cell))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => widthOf(row[column]))))
  return cells.map(row => row.map((text, column) => text + ' '.repeat(widths[column] - widthOf(text))).join('  ').trimEnd() + '\n').join('')
}

/** Lays out names and what they stand for, one a line. */
export function list (entries: ReadonlyArray<readonly [string, string]>): string {
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, text]) => `${name.padEnd(width)}  ${escapeControls(text)}\n`).join('')
}

/** Makes foreign text safe to show, and cuts it to what a cell has room for. */
export function cell (text: string): string {
  const characters = [...escapeControls(text)]
  return characters.length > CELL_CHARACTERS_MAX ? characters.slice(0, CELL_CHARACTERS_MAX - 1).join('') + '…' : characters.join('')
}

function widthOf (text: string): number {
  return [...text].length
}
