import { BATCH_BYTES_MAX, BATCH_LINES_MAX } from './constants.ts'
import type { Order } from './interface.ts'

/**
 * Gathers what comes into batches: full ones while the source is faster than
 * the node, and whatever is there while it is slower, so that a line typed by
 * hand is not kept waiting. At most one full batch is gathered ahead.
 */
export async function * toBatches (source: AsyncIterable<Order[]>): AsyncGenerator<Order[]> {
  const gathering = new Gathering()
  const reading = gathering.fill(source)
  reading.catch(() => {}) // told by the await below
  try {
    for (let batch = await gathering.take(); batch.length > 0; batch = await gathering.take()) { yield batch }
    await reading
  } finally {
    gathering.close()
  }
}

/** Orders that wait for their batch. */
class Gathering {
  private orders: Order[] = []
  private bytes = 0
  private isEnded = false
  private isClosed = false
  private wake = Promise.withResolvers<void>()

  /** Takes the source in until it ends, waiting while a full batch is there. */
  async fill (source: AsyncIterable<Order[]>): Promise<void> {
    try {
      for await (const orders of source) {
        for (const order of orders) {
          while (this.isFull() && !this.isClosed) { await this.wake.promise }
          if (this.isClosed) { return }
          this.orders.push(order)
          this.bytes += order.bytes?.byteLength ?? 0
        }
        this.stir()
      }
    } finally {
      this.isEnded = true
      this.stir()
    }
  }

  /** What is there, as soon as there is anything; nothing at the end. */
  async take (): Promise<Order[]> {
    while (this.orders.length === 0 && !this.isEnded) { await this.wake.promise }
    const batch = this.orders
    this.orders = []
    this.bytes = 0
    this.stir()
    return batch
  }

  /** Takes nothing more in, and lets the source go. */
  close (): void {
    this.isClosed = true
    this.stir()
  }

  private isFull (): boolean {
    return this.orders.length >= BATCH_LINES_MAX || this.bytes >= BATCH_BYTES_MAX
  }

  private stir (): void {
    const { resolve } = this.wake
    this.wake = Promise.withResolvers<void>()
    resolve()
  }
}
