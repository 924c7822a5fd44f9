import { ApiProblemError, ApiUnreachableError } from '../../../api/index.ts'
import { platform } from '../../../platform/index.ts'
import { NoDaemonError } from '../../daemon/index.ts'
import { TimedOutError } from '../errors.ts'
import { connect, inTime } from '../runtime.ts'
import type { ApiClient, ChangeJson } from '../../../api/index.ts'
import type { Runtime } from '../runtime.ts'

/** Filters of a stream of changes, as the API names them. */
export type ChangeFilter = NonNullable<Parameters<ApiClient['events']>[0]>

/** What is followed. */
export interface Following {
  readonly filter: ChangeFilter
  /** Id of the last change that was seen. */
  readonly after?: string
  /** Ends it. */
  readonly signal: AbortSignal
}

/** Milliseconds between two attempts to reach a node that went away: the first pause, and the longest. */
const PAUSE_MS = 100
const PAUSE_MS_MAX = 5_000

/** Answers of a node that is about to stop, or has too much to do. */
const PASSING_STATUSES: readonly number[] = [429, 503]

/**
 * Follows changes until the signal. When the connection breaks, or the node
 * stops, it waits for the node of the same home or address and goes on behind
 * the last change that it has seen, or behind the place where it began.
 *
 * @throws {ApiUnreachableError} when no node answers at the first attempt, and what else refuses the question.
 */
export async function * follow (runtime: Runtime, { filter, after, signal }: Following): AsyncGenerator<ChangeJson> {
  const line = new Line(runtime, signal)
  line.last = after
  while (!signal.aborted) {
    try {
      const client = await line.reach()
      for await (const change of client.events(filter, { after: line.last, signal, onBegin: line.begin })) {
        line.works(change.id)
        yield change
      }
    } catch (error) {
      if (!signal.aborted && !(line.wasReached && isPassing(error))) { throw error }
    }
    await line.pause()
  }
}

/** The connection to a node that comes and goes. */
class Line {
  /** Whether the node was there at least once. */
  wasReached = false
  /** Id to go on behind. */
  last: string | undefined
  private readonly runtime: Runtime
  private readonly signal: AbortSignal
  private pauseMs = PAUSE_MS
  private isLost = false

  constructor (runtime: Runtime, signal: AbortSignal) {
    this.runtime = runtime
    this.signal = signal
  }

  readonly begin = (id: string): void => { this.last = id }

  /** A change came: the next pause is a short one. */
  works (id: string): void {
    this.last = id
    this.pauseMs = PAUSE_MS
  }

  /** Says that the node is gone, once, and waits a little longer each time. */
  async pause (): Promise<void> {
    if (this.signal.aborted) { return }
    if (!this.isLost) { this.tell('the connection is lost; waiting for the node') }
    this.isLost = true
    await platform().timers.sleep(this.pauseMs, { signal: this.signal }).catch(() => {})
    this.pauseMs = Math.min(PAUSE_MS_MAX, 2 * this.pauseMs)
  }

  /** Finds the node at the address that it has now, and makes sure that it answers. */
  async reach (): Promise<ApiClient> {
    const client = await connect(this.runtime)
    await inTime(this.runtime, async ({ signal }) => client.identity({ signal: AbortSignal.any([signal, this.signal]) }))
    if (this.isLost) { this.tell('the node answers again') }
    this.wasReached = true
    this.isLost = false
    return client
  }

  private tell (sentence: string): void {
    if (this.runtime.flags.quiet !== true) { this.runtime.terminal.err(`${sentence}\n`) }
  }
}

function isPassing (error: unknown): boolean {
  return error instanceof ApiUnreachableError || error instanceof NoDaemonError || error instanceof TimedOutError ||
    (error instanceof ApiProblemError && PASSING_STATUSES.includes(error.status))
}
