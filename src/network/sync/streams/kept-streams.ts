import { SYNC_PROTOCOL } from '../../wire/index.ts'
import { KEPT_STREAMS_MAX, STREAM_IDLE_MS } from '../constants.ts'
import { mayGoOn } from './run-end.ts'
import type { TimerHandle } from '../../../platform/interface.ts'
import type { HeldStream } from '../../access/index.ts'
import type { SyncComponents } from '../interface.ts'
import type { ActiveRun, SyncPair } from '../pair.ts'
import type { SessionEnd } from '../session/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/**
 * Streams of ours on which no run is just now, at most one for each pair, so that the next run needs no token. Those that
 * are not used for long, and all but a few of one peer, are closed.
 */
export class KeptStreams {
  private readonly components: Pick<SyncComponents, 'access' | 'timers'>
  private readonly idle = new Map<SyncPair, { stream: HeldStream, timer: TimerHandle }>()

  constructor (components: Pick<SyncComponents, 'access' | 'timers'>) {
    this.components = components
  }

  /**
   * Leads a run on the stream of the one before it, or on a new one when that turns out to be over.
   *
   * @throws {PeerUnreachableError | StreamFailedError} and what `talk` throws
   */
  async lead (run: ActiveRun, signal: AbortSignal, talk: (stream: HeldStream) => Promise<SessionEnd>): Promise<SessionEnd> {
    const { pair } = run
    const kept = this.remove(pair)
    const isFresh = kept?.isOpen !== true
    const stream = isFresh ? await this.open(pair, { signal }) : kept

    try {
      const end = await talk(stream)

      if (mayGoOn(end) && run.session?.scope.isAllowed === true) {
        this.keep(pair, stream)
      } else {
        await stream.close()
      }

      return end
    } catch (error) {
      const { channel, scope } = run.session ?? {}

      if (isFresh || channel?.bytesIn !== 0 || scope?.isAllowed !== true || signal.aborted) {
        throw error
      }

      return this.lead(run, signal, talk)
    }
  }

  /** Closes the stream of a pair that is kept, or that one only. */
  drop (pair: SyncPair, only?: HeldStream): void {
    const kept = this.idle.get(pair)?.stream

    if (kept !== undefined && (only === undefined || kept === only)) {
      this.remove(pair)
      void kept.close()
    }
  }

  /** Closes all that are kept. */
  clear (): void {
    [...this.idle.keys()].forEach(pair => { this.drop(pair) })
  }

  private async open (pair: SyncPair, options: AbortOptions): Promise<HeldStream> {
    const stream = await this.components.access.open(pair.peer, { protocol: SYNC_PROTOCOL, scopes: [pair.scope.id] }, options)
    void stream.ended.then(() => { this.drop(pair, stream) })

    return stream
  }

  /** Keeps the stream of a run that is over for the next one. */
  private keep (pair: SyncPair, stream: HeldStream): void {
    this.drop(pair)
    this.idle.set(pair, { stream, timer: this.components.timers.after(STREAM_IDLE_MS, () => { this.drop(pair) }) })
    const others = [...this.idle.keys()].filter(({ peer }) => peer === pair.peer)

    if (others.length > KEPT_STREAMS_MAX) {
      this.drop(others[0])
    }
  }

  private remove (pair: SyncPair): HeldStream | undefined {
    const kept = this.idle.get(pair)
    kept?.timer.cancel()
    this.idle.delete(pair)

    return kept?.stream
  }
}
