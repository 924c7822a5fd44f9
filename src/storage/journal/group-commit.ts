import { GROUP_BYTES_MAX } from './constants.ts'
import type { BatchWindow } from './commit/batch-window.ts'

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
 * with everything else of that turn, or when the window of the group is over. Nobody is answered before the commit that
 * holds its payloads, and all of a waiter's payloads are in one commit.
 */
export class GroupCommit {
  private readonly commit: Commit
  private readonly window: BatchWindow | undefined
  private waiters: Waiter[] = []
  private waitingBytes = 0
  private tasks: Array<() => Promise<void>> = []
  private running: Promise<void> | undefined

  constructor (commit: Commit, window?: BatchWindow) {
    this.commit = commit
    this.window = window
  }

  /** Answers the offsets of the payloads as the commit that holds them does, or fails as it failed. */
  async append (payloads: readonly Uint8Array[]): Promise<number[]> {
    const bytes = payloads.reduce((sum, payload) => sum + payload.length, 0)

    return new Promise((resolve, reject) => {
      if (this.waiters.length === 0) {
        this.window?.open()
      }
      this.waiters.push({ payloads, bytes, resolve, reject })
      this.waitingBytes += bytes
      if (this.waitingBytes >= GROUP_BYTES_MAX) {
        this.window?.close()
      }
      this.running ??= this.run()
    })
  }

  /** Does some work while no commit runs, before the next group. */
  async between (work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tasks.push(async () => work().then(resolve, reject))
      this.running ??= this.run()
    })
  }

  /** Resolves when nothing waits and nothing runs; no group waits for company any more. */
  async idle (): Promise<void> {
    this.window?.close()
    await this.running
  }

  private async run (): Promise<void> {
    await Promise.resolve() // Every append of this turn joins the first group.

    while (this.waiters.length + this.tasks.length > 0) {
      for (const task of this.tasks.splice(0)) {
        await task()
      }
      if (this.waiters.length > 0) {
        await this.window?.over()
        await this.serve(this.takeGroup())
      }
    }
    this.running = undefined
  }

  private async serve (group: readonly Waiter[]): Promise<void> {
    try {
      const offsets = await this.commit(group.length === 1 ? group[0].payloads : group.flatMap(waiter => waiter.payloads))
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
    this.waitingBytes -= bytes

    return this.waiters.splice(0, count)
  }
}
