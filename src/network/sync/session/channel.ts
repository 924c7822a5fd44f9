import { frameLength, StreamFailedError } from '../../wire/index.ts'
import { NARROW_BYTES, SEARCH_BYTES_FREE, SEARCH_BYTES_PER_BUNDLE, SEARCH_BYTES_UNEXPLAINED } from '../constants.ts'
import { decodeSyncFrame, encodeSyncFrame } from '../driver/frame-codec.ts'
import { SyncFaultError } from '../errors.ts'
import type { RunLedger } from './ledger.ts'
import type { WireStream } from '../../wire/index.ts'
import type { Lens, SyncFrame } from '../driver/interface.ts'
import type { AbortOptions } from '@libp2p/interface'

/** Frames that say or ask where the sets differ. */
const SEARCH_FRAMES: ReadonlySet<SyncFrame['type']> = new Set(['cells', 'more', 'list', 'request', 'walk', 'want'])

/** What a channel is bound by. */
export interface ChannelOptions extends AbortOptions {
  /** Called before each frame that is sent; what it throws keeps the frame back. */
  check? (): void
}

/**
 * The frames of one run over a stream, counted, and bounded by what the run is worth: what either
 * side says to find the difference may cost a fixed number of bytes and some more for each bundle that moved.
 */
export class SyncChannel {
  /** How digests are cut in the round that is under way. */
  public lens: Lens = { offset: 0, width: NARROW_BYTES }
  public bytesIn = 0
  public bytesOut = 0
  private readonly stream: WireStream
  private readonly ledger: RunLedger
  private readonly options: ChannelOptions
  private searchBytes = 0

  constructor (stream: WireStream, ledger: RunLedger, options: ChannelOptions) {
    this.stream = stream
    this.ledger = ledger
    this.options = options
  }

  /**
   * The next frame, which may take so many milliseconds where the stream leaves it less or more time.
   *
   * @throws {SyncFaultError} when it cannot be read or the budget is spent
   * @throws {StreamFailedError} when the peer ended the stream, and what the stream throws
   */
  async read (timeoutMs?: number): Promise<SyncFrame> {
    const bytes = await this.stream.read({ signal: this.options.signal, timeoutMs })

    if (bytes === undefined) {
      throw new StreamFailedError(this.stream.peer)
    }

    this.bytesIn += frameLength(bytes.length)
    const frame = decodeSyncFrame(bytes, this.lens)
    this.spend(frame, bytes.length)

    return frame
  }

  /**
   * Sends a frame.
   *
   * @throws {SyncFaultError} when the budget is spent, and what the stream throws
   */
  async write (frame: SyncFrame): Promise<void> {
    const bytes = encodeSyncFrame(frame)
    this.options.check?.()
    this.spend(frame, bytes.length)
    this.bytesOut += frameLength(bytes.length)
    await this.stream.write(bytes, { signal: this.options.signal })
  }

  /** Whether the search so far cost much more than the bundles that moved, and some that came from elsewhere, are worth. */
  isWasteful (elsewhere: number): boolean {
    return this.searchBytes > SEARCH_BYTES_UNEXPLAINED + SEARCH_BYTES_PER_BUNDLE * (this.ledger.moved + elsewhere)
  }

  private spend (frame: SyncFrame, bytes: number): void {
    if (!SEARCH_FRAMES.has(frame.type)) {
      return
    }

    this.searchBytes += bytes

    if (this.searchBytes > SEARCH_BYTES_FREE + SEARCH_BYTES_PER_BUNDLE * this.ledger.moved) {
      throw new SyncFaultError('limit', 'the search costs more than the difference is worth')
    }
  }
}
