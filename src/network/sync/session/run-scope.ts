import { fault } from '../driver/form.ts'
import { RightsEndedError } from '../errors.ts'
import type { SessionComponents } from './interface.ts'
import type { Direction } from '../../../policy/scope/index.ts'

/** The scope of one run, and what may move in it. Before the run has one, no bundle and no id moves. */
export class RunScope {
  public id: Uint8Array = new Uint8Array(0)
  /** Whether the peer might push to us when the run began. */
  public takes = true
  /** Whether the peer might pull from us when the run began. */
  public gives = true
  private readonly components: Pick<SessionComponents, 'rights'>

  constructor (components: Pick<SessionComponents, 'rights'>) {
    this.components = components
  }

  /** Whether what may move is still what it was when the run began, or more. */
  get isAllowed (): boolean {
    return this.mayLearn() && (!this.gives || this.may('pull')) && (!this.takes || this.may('push'))
  }

  /** The run begins in a scope. */
  begin (id: Uint8Array): void {
    this.id = id
    this.takes = this.may('push')
    this.gives = this.may('pull')
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

  /**
   * Asks right before bundles of the peer are taken. To a side that takes none no honest peer sends any: it is told so first.
   *
   * @throws {RightsEndedError | SyncFaultError}
   */
  checkTaking (): void {
    if (!this.takes) {
      this.components.rights?.noteOutside?.(this.id)
      fault('bundles come to a side that takes none')
    }

    this.check('push')
  }

  /**
   * Asks right before a word of what is here is said.
   *
   * @throws {RightsEndedError}
   */
  checkWord (): void {
    if (!this.mayLearn()) {
      throw new RightsEndedError()
    }
  }

  private may (direction: Direction): boolean {
    return this.id.length === 0 || (this.components.rights?.may(direction, this.id) ?? true)
  }

  private mayLearn (): boolean {
    return this.id.length === 0 || (this.components.rights?.mayLearn(this.id) ?? true)
  }
}
