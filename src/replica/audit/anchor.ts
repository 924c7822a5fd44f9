import { fromHex, toHex } from '../../model/bytes/index.ts'
import type { ChainHead } from './chain.ts'
import type { AnchorPlace } from './interface.ts'

/** An entry by its number and hash. */
export type Anchored = Pick<ChainHead, 'number' | 'hash'>

/** The form of the file: one line of JSON. */
const FORM = /^\{"number":(\d{1,15}),"hash":"([0-9a-f]{64})"\}\n$/

/**
 * A file outside the log that says how far the log had come: a chain alone does not show that its newest entries are gone,
 * or are others. It is behind what was written last by a minute at most, and never ahead of it.
 */
export class Anchor {
  private readonly place: AnchorPlace
  private noted = -1
  private writing: Promise<void> = Promise.resolve()

  constructor (place: AnchorPlace) {
    this.place = place
  }

  /** Notes an entry that is durable, unless that is noted. */
  async note ({ number, hash }: Anchored): Promise<void> {
    const written = this.writing.then(async () => {
      if (number !== this.noted) {
        await this.place.files.writeFileAtomic(this.place.path, new TextEncoder().encode(`{"number":${number},"hash":"${toHex(hash)}"}\n`))
        this.noted = number
      }
    })
    this.writing = written.catch(() => {}) // whoever asked is told

    return written
  }
}

/** The entry that was noted; undefined where there is no such file. */
export async function readAnchor ({ files, path }: AnchorPlace): Promise<Anchored | undefined> {
  const [, number, hash] = FORM.exec(new TextDecoder().decode(await files.readFile(path) ?? new Uint8Array())) ?? []

  return number == null ? undefined : { number: Number(number), hash: fromHex(hash) }
}
