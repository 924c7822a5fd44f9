/** The tab that runs the node ended before it answered, or this tab was closed. What became of a write is not known. */
export class TabGoneError extends Error {
  static readonly name = 'TabGoneError'

  constructor (reason = 'the tab that runs the node ended before it answered') {
    super(`The request has no answer: ${reason}. Read before you write again.`)
    this.name = 'TabGoneError'
  }
}
