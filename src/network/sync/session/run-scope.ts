import { RightsEndedError } from '../errors.ts'
import type { SessionComponents } from './interface.ts'
import type { Direction } from '../../../policy/scope/index.ts'

/** The scope of one run, and what may move in it. Before the run has one, no bundle and no id moves. */
export class RunScope {
  public id: Uint8Array = new Uint8Array(0)
  /** Whether the peer might push to us when the run began. */
  public takes = true
  private readonly components: Pick<SessionComponents, 'may'>

  constructor (components: Pick<SessionComponents, 'may'>) {
    this.components = components
  }

  /** Whether what may move is still what it was when the run began, or more. */
  get isAllowed (): boolean {
    return this.may('pull') && (!this.takes || this.may('push'))
  }

  /** The run begins in a scope. */
  begin (id: Uint8Array): void {
    this.id = id
    this.takes = this.may('push')
  }

  /**
   * Asks right before something moves.
   *
   * @throws {RightsEndedError}
   */
  check (direction: Direction): void {
    if (!this.may(direction)) {
      throw new RightsEndedError()
    }
  }

  private may (direction: Direction): boolean {
    return this.id.length === 0 || (this.components.may?.(direction, this.id) ?? true)
  }
}
