import { TOKEN_TYPE } from './constants.ts'
import { AccessEndedError } from './errors.ts'
import { ReadAheadStream } from './read-ahead-stream.ts'
import type { Admitted } from './interface.ts'
import type { Clock, TimerHandle, Timers } from '../../platform/interface.ts'
import type { TokenAccepted } from '../../replica/token/index.ts'
import type { WireStream } from '../wire/index.ts'

/** What an admitted stream stands on. */
export interface AdmittedStreamComponents {
  clock: Pick<Clock, 'nowMs'>
  timers: Timers
  /** Uses up the next token. Throws AccessRefusedError after the peer was told. */
  judge (token: Uint8Array): Promise<TokenAccepted>
}

/** A stream that a peer opened. It is dropped when its token ends, unless another one came before. */
export class AdmittedStream extends ReadAheadStream implements Admitted {
  private readonly components: AdmittedStreamComponents
  private accepted: TokenAccepted
  private timer: TimerHandle | undefined

  constructor (stream: WireStream, components: AdmittedStreamComponents, accepted: TokenAccepted) {
    super(stream, components.timers)
    this.components = components
    this.accepted = accepted
    this.watch()
    this.readAhead()
  }

  get scopes (): readonly Uint8Array[] {
    return this.accepted.scopes
  }

  get endMs (): number {
    return this.accepted.endMs
  }

  get stream (): this {
    return this
  }

  protected async takeOut (frame: Uint8Array): Promise<boolean> {
    if (frame[0] !== TOKEN_TYPE) {
      return false
    }

    this.accepted = await this.components.judge(frame)
    this.watch()

    return true
  }

  protected override end (): void {
    super.end()
    this.timer?.cancel()
  }

  /** The wall clock decides, and it may have been set back when the timer fires. */
  private watch (): void {
    this.timer?.cancel()

    if (this.isOpen) {
      this.timer = this.timers.after(this.endMs - this.components.clock.nowMs(), () => {
        if (this.components.clock.nowMs() >= this.endMs) {
          this.abort(new AccessEndedError(this.peer))
        } else {
          this.watch()
        }
      })
    }
  }
}
