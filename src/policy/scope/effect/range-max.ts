/**
 * The greatest number of any part of a list that only grows at its end. Adding takes O(log n), asking O(1).
 *
 * ```
 *   level 0   7 3 9 4        numbers
 *   level 1     7 9 9        greatest of two, ending there
 *   level 2         9        greatest of four
 * ```
 *
 * @see Bender and Farach-Colton, "The LCA problem revisited" (2000), on sparse tables
 */
export class RangeMax {
  readonly #levels: number[][] = [[]]

  /** Adds a number. */
  push (value: number): void {
    const levels = this.#levels
    levels[0].push(value)
    const count = levels[0].length

    for (let level = 1, width = 2; width <= count; level++, width *= 2) {
      const below = levels[level - 1]
      const row = levels[level] ??= []
      row.push(Math.max(below[below.length - 1], below[below.length - 1 - width / 2]))
    }
  }

  /** Puts another number in place of the last one. */
  replaceLast (value: number): void {
    const { length } = this.#levels[0]

    for (let level = 0, width = 1; width <= length; level++, width *= 2) {
      this.#levels[level].pop()
    }

    this.push(value)
  }

  /** The greatest number of the places from `start` to before `end`; −Infinity when there is none. */
  max (start: number, end: number): number {
    if (start >= end) {
      return -Infinity
    }

    const level = 31 - Math.clz32(end - start)
    const row = this.#levels[level]

    return Math.max(row[start], row[end - 2 ** level])
  }
}
