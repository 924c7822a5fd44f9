/** Runs calls one after another, in the order in which they came; one that fails stops no other. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  async take <T> (call: () => Promise<T>): Promise<T> {
    const result = this.last.then(call)
    this.last = result.catch(() => undefined)
    return result
  }
}
