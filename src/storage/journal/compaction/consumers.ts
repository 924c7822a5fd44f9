import { ConsumerBehindError } from '../errors.ts'
import type { ConsumerHold, SegmentInfo } from '../interface.ts'

/** Somebody who reads the journal. */
interface Consumer {
  readonly name: string
  /** The offset from which on it needs every record. */
  position (): number
}

/** Who reads the journal, and how far each of them has come. */
export class Consumers {
  private readonly present = new Set<Consumer>()

  /** Names a consumer. */
  add (name: string, position: () => number): ConsumerHold {
    const consumer: Consumer = { name, position }

    this.present.add(consumer)

    return { release: () => { this.present.delete(consumer) } }
  }

  /** Throws ConsumerBehindError, about the one that is farthest behind, unless all have passed a segment. */
  checkPassed ({ base, end }: Pick<SegmentInfo, 'base' | 'end'>): void {
    const behind = [...this.present]
      .map(({ name, position }) => ({ name, position: position() }))
      .filter(({ position }) => !(position >= end)) // A position that is no number has passed nothing.
      .sort((one, other) => one.position - other.position)
      .at(0)

    if (behind != null) {
      throw new ConsumerBehindError(behind.name, behind.position, { base, end })
    }
  }
}
