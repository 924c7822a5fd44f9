import { GROUP_BYTES_MAX } from './constants.ts'

/** Makes payloads durable, all of them or an error, and answers their offsets. It is called again only after it has answered. */
export type Commit = (payloads: readonly Uint8Array[]) => Promise<number[]>

/** Someone whose payloads wait for a commit. */
interface Waiter {
  readonly payloads: readonly Uint8Array[]
  readonly bytes: number
  resolve (offsets: number[]): void
  reject (error: unknown): void
}

/**
 * Lets many appends share one commit. What arrives while a commit runs waits for the next one, because that commit may
 * have gone past it already; what arrives while nothing runs starts at the end of the present turn of the event loop,
 * with everything else of that turn. Nobody is answered before the commit that holds its payloads, and all of a
 * waiter's payloads are in one commit.
 */
export class GroupCommit {
  private readonly commit: Commit
  private waiters: Waiter[] = []
  private running: Promise<void> | undefined

  constructor (commit: Commit) {
    this.commit = commit
  }

  /** Answers the offsets of the payloads once they are durable, or fails as the commit that holds them failed. */
  async append (payloads: readonly Uint8Array[]): Promise<number[]> {
    const bytes = payloads.reduce((sum, payload) => sum + payload.length, 0)

    return new Promise((resolve, reject) => {
      this.waiters.push({ payloads, bytes, resolve, reject })
      this.running ??= this.run()
    })
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle (): Promise<void> {
    await this.running
  }

  private async run (): Promise<void> {
    await Promise.resolve() // Every append of this turn joins the first group.

    while (this.waiters.length > 0) {
      await this.serve(this.takeGroup())
    }
    this.running = undefined
  }

  private async serve (group: readonly Waiter[]): Promise<void> {
    try {
      const offsets = await this.commit(group.flatMap(waiter => waiter.payloads))
      let start = 0

      for (const { payloads, resolve } of group) {
        resolve(offsets.slice(start, start + payloads.length))
        start += payloads.length
      }
    } catch (error) {
      for (const { reject } of group) {
        reject(error)
      }
    }
  }

  /** The waiters of the next group: as many as fit, and always the first. */
  private takeGroup (): Waiter[] {
    let count = 1
    let bytes = this.waiters[0].bytes

    while (count < this.waiters.length && bytes + this.waiters[count].bytes <= GROUP_BYTES_MAX) {
      bytes += this.waiters[count].bytes
      count++
    }

    return this.waiters.splice(0, count)
  }
}
