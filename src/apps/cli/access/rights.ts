import { InvalidArgumentError } from 'commander'

/** Makes a reader of words out of a list, with commas between them. */
export function listOf<T extends string> (words: readonly T[]): (text: string) => T[] {
  return text => text.split(',').map(part => {
    const word = words.find(candidate => candidate === part.trim())
    if (word == null) { throw new InvalidArgumentError(`It is one or more of ${words.join(', ')}, with commas between them.`) }
    return word
  })
}
