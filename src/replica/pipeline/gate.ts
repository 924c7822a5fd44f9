interface Waiter {
  readonly amount: number
  enter (): void
}

/**
 * Lets a bounded amount in at a time; who finds it full waits in line. An amount above the bound enters alone, so
 * nobody waits for ever.
 */
export class Gate {
  private readonly max: number
  private readonly line: Waiter[] = []
  private inside = 0

  constructor (init: { max: number }) {
    this.max = init.max
  }

  /** Resolves once there is room for the amount, and takes it. */
  async enter (amount: number): Promise<void> {
    if (this.line.length === 0 && this.fits(amount)) {
      this.inside += amount
      return
    }

    await new Promise<void>(resolve => { this.line.push({ amount, enter: resolve }) })
  }

  /** Gives the amount back. */
  leave (amount: number): void {
    this.inside -= amount

    while (this.line.length > 0 && this.fits(this.line[0].amount)) {
      const waiter = this.line.shift()
      this.inside += waiter?.amount ?? 0
      waiter?.enter()
    }
  }

  private fits (amount: number): boolean {
    return this.inside === 0 || this.inside + amount <= this.max
  }
}
