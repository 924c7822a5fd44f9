import { TabGoneError } from './errors.ts'
import type { TabMessage } from './interface.ts'

/** Statuses whose answers have no body (RFC 9110 §15). */
const NO_BODY: readonly number[] = [204, 205, 304]

/** A request that has no whole answer yet. */
interface Pending {
  head (response: Response): void
  fail (reason: Error): void
  stream: ReadableStreamDefaultController<Uint8Array> | undefined
}

/** Sends requests to the tab that runs the node, and reads the answers as they are pulled. */
export class TabFollower {
  private readonly channel: Pick<BroadcastChannel, 'postMessage'>
  private readonly name: string
  private readonly pending = new Map<number, Pending>()
  private lastId = 0
  private readonly meeting = Promise.withResolvers<void>()
  private owner: string | undefined

  constructor (components: { channel: Pick<BroadcastChannel, 'postMessage'> }, name: string) {
    this.channel = components.channel
    this.name = name
    this.post({ type: 'who' })
  }

  /** Resolves once it is known which tab runs the node. */
  get met (): Promise<void> {
    return this.meeting.promise
  }

  /** Sends one request to the tab that runs the node, which must be known. */
  async fetch (request: Request): Promise<Response> {
    request.signal.throwIfAborted()
    const id = ++this.lastId
    const body = request.body == null ? undefined : await request.arrayBuffer()
    const { url, method, headers, signal } = request
    return new Promise<Response>((resolve, reject) => {
      this.pending.set(id, { head: resolve, fail: reject, stream: undefined })
      signal.addEventListener('abort', () => {
        this.post({ type: 'cancel', from: this.name, id })
        this.fail(id, signal.reason)
      }, { once: true })
      this.post({ type: 'ask', from: this.name, id, request: { url, method, headers: [...headers], body } })
    })
  }

  /** Takes a message of the tab that runs the node. */
  take (message: TabMessage): void {
    if (message.type === 'owner' && message.name !== this.owner) {
      this.owner = message.name
      this.lose() // what the tab before was asked
      this.meeting.resolve()
    } else if ('to' in message && message.to === this.name) {
      this.answer(message)
    }
  }

  /** Fails everything that has no whole answer. */
  lose (reason?: string): void {
    for (const id of this.pending.keys()) { this.fail(id, new TabGoneError(reason)) }
  }

  private answer (message: Extract<TabMessage, { to: string }>): void {
    const { id } = message
    const pending = this.pending.get(id)
    if (message.type === 'head') {
      pending?.head(this.responseOf(id, message))
    } else if (message.type === 'chunk') {
      pending?.stream?.enqueue(message.bytes)
    } else if (message.type === 'end') {
      this.pending.delete(id)
      pending?.stream?.close()
    } else {
      this.fail(id, new TabGoneError(message.reason))
    }
  }

  private responseOf (id: number, { status, headers }: Extract<TabMessage, { type: 'head' }>): Response {
    if (NO_BODY.includes(status)) {
      this.pending.delete(id)
      return new Response(null, { status, headers: [...headers] })
    }
    const body = new ReadableStream<Uint8Array>({
      start: stream => {
        const pending = this.pending.get(id)
        if (pending != null) { pending.stream = stream }
      },
      pull: () => { this.post({ type: 'pull', from: this.name, id }) },
      cancel: () => {
        this.pending.delete(id)
        this.post({ type: 'cancel', from: this.name, id })
      }
    }, { highWaterMark: 0 })
    return new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers: [...headers] })
  }

  private fail (id: number, reason: Error): void {
    const pending = this.pending.get(id)
    this.pending.delete(id)
    pending?.fail(reason)
    pending?.stream?.error(reason)
  }

  private post (message: TabMessage): void {
    this.channel.postMessage(message)
  }
}
