/** Lets calls about one thing pass one after another; calls about different things do not wait for each other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  async take<Result> (name: string, call: () => Promise<Result>): Promise<Result> {
    const result = (this.last.get(name) ?? Promise.resolve()).then(call)
    const settled = result.catch(() => {})
    this.last.set(name, settled)

    try {
      return await result
    } finally {
      if (this.last.get(name) === settled) {
        this.last.delete(name)
      }
    }
  }
}
