import { RENEWAL_LOOK_MS } from './constants.ts'
import { AccessRefusedError } from './errors.ts'
import { ReadAheadStream } from './read-ahead-stream.ts'
import { decodeRefusal, isRefusal } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { TimerHandle, Timers } from '../../platform/interface.ts'
import type { TokenLease } from '../../replica/token/index.ts'
import type { WireStream } from '../wire/index.ts'
import type { AbortOptions } from '@libp2p/interface'

/** What a stream of ours stands on. */
export interface OpenedStreamComponents {
  lease: TokenLease
  timers: Timers
  /** Hears why a token of ours was refused. */
  onRefusal (refusal: Refusal): void
}

/** A stream that we opened: it begins with a token and sends the next ones in time. */
export class OpenedStream extends ReadAheadStream {
  private readonly components: OpenedStreamComponents
  private readonly look: TimerHandle

  constructor (stream: WireStream, components: OpenedStreamComponents) {
    super(stream, components.timers)
    this.components = components
    this.look = components.timers.every(RENEWAL_LOOK_MS, () => {
      this.renew().catch(() => {}) // the next look tries again, and a stream that fails tells its reader
    })
    this.readAhead()
  }

  /**
   * Sends a token if the stream needs one.
   *
   * @throws {StreamFailedError} and what the signer throws
   */
  async renew (options?: AbortOptions): Promise<void> {
    const token = this.isOpen ? await this.components.lease.renew() : undefined

    if (token !== undefined) {
      await this.write(new TextEncoder().encode(token), options)
    }
  }

  protected async takeOut (frame: Uint8Array): Promise<boolean> {
    if (!isRefusal(frame)) {
      return false
    }

    const refusal = decodeRefusal(frame)
    this.components.onRefusal(refusal)
    throw new AccessRefusedError(this.peer, refusal.code)
  }

  protected override end (): void {
    super.end()
    this.look.cancel()
  }
}
