/** A node does not hear an attacker at all, so nothing can be said about what it refuses. */
export class UnheardError extends Error {
  static name = 'UnheardError'

  constructor (where: string) {
    super(`The node does not hear the attacker: ${where}.`)
    this.name = 'UnheardError'
  }
}
