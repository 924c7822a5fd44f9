/** Someone who waits until everything before an offset is durable. */
interface Waiter {
  readonly offset: number
  resolve (): void
  reject (error: unknown): void
}

/** Those who wait for syncs that others do. */
export class DurableWaiters {
  private waiters: Waiter[] = []

  /** Resolves once an offset is reached. */
  async wait (offset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ offset, resolve, reject })
    })
  }

  /** Everything before an offset is durable. */
  reach (end: number): void {
    const reached = this.waiters.filter(({ offset }) => offset <= end)

    if (reached.length > 0) {
      this.waiters = this.waiters.filter(({ offset }) => offset > end)
      reached.forEach(({ resolve }) => { resolve() })
    }
  }

  /** Nothing more will become durable. */
  fail (error: unknown): void {
    this.waiters.splice(0).forEach(({ reject }) => { reject(error) })
  }
}
