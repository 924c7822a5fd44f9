/** A fact was here, or might be, and an erasure with effect names it. */
export class FactErasedError extends Error {
  static name = 'FactErasedError'
  public readonly code = 'fact_erased'
  /** What was asked for. */
  public readonly id: string

  constructor (id: string, { author, reason }: { author: string, reason: string }) {
    super(`The fact ${id} was erased by ${author}${reason === '' ? '' : ` (${reason})`}; its content is gone, its place in the chain of its author stays`)
    this.name = 'FactErasedError'
    this.id = id
  }
}

/** A fact was here, and a decision of this node dropped its content. */
export class FactForgottenError extends Error {
  static name = 'FactForgottenError'
  public readonly code = 'fact_refused'
  /** What was asked for. */
  public readonly id: string

  constructor (id: string, reason: string) {
    super(`The content of the fact ${id} was dropped on this node${reason === '' ? '' : ` (${reason})`}; "factmesh forget ${id} --undo" asks peers for it`)
    this.name = 'FactForgottenError'
    this.id = id
  }
}

/** An erasure by this node would have no effect. */
export class ErasureRefusedError extends Error {
  static name = 'ErasureRefusedError'
  public readonly code = 'erasure_refused'
  /** What was to be forgotten. */
  public readonly id: string

  constructor (id: string, why: string) {
    super(`${id} cannot be erased by this node: ${why}`)
    this.name = 'ErasureRefusedError'
    this.id = id
  }
}
