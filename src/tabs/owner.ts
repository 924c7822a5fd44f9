import type { AskedRequest, TabMessage } from './interface.ts'
import type { FactMesh } from '../index.ts'

/** What the owner stands on. */
export interface TabOwnerComponents {
  readonly channel: Pick<BroadcastChannel, 'postMessage'>
  readonly mesh: Pick<FactMesh, 'fetch'>
  /** Resolves when a tab has ended. */
  gone (tab: string): Promise<void>
}

/** An answer under way. */
interface Answer {
  readonly abort: AbortController
  readonly reader: Promise<ReadableStreamDefaultReader<Uint8Array> | undefined>
}

/** Answers what other tabs ask of the node of this one, a chunk at a time as they pull, and drops what ended tabs left. */
export class TabOwner {
  private readonly components: TabOwnerComponents
  private readonly answers = new Map<string, Map<number, Answer>>()

  constructor (components: TabOwnerComponents) {
    this.components = components
  }

  /** Takes a message of another tab. */
  take (message: TabMessage): void {
    if (message.type === 'ask') {
      this.begin(message.from, message.id, message.request)
    } else if (message.type === 'pull') {
      void this.answer(message.from, message.id)
    } else if (message.type === 'cancel') {
      this.end(message.from, message.id)
    }
  }

  /** Ends all answers. */
  stop (): void {
    for (const tab of this.answers.keys()) { this.forget(tab) }
  }

  private begin (from: string, id: number, request: AskedRequest): void {
    if (!this.answers.has(from)) {
      this.answers.set(from, new Map())
      void this.components.gone(from).then(() => { this.forget(from) })
    }
    const abort = new AbortController()
    this.answers.get(from)?.set(id, { abort, reader: this.open(from, id, { request, signal: abort.signal }) })
  }

  private async open (to: string, id: number, { request, signal }: { request: AskedRequest, signal: AbortSignal }): Promise<ReadableStreamDefaultReader<Uint8Array> | undefined> {
    try {
      const { url, method, body } = request
      const response = await this.components.mesh.fetch(new Request(url, { method, headers: [...request.headers], body, signal }))
      this.post({ type: 'head', to, id, status: response.status, headers: [...response.headers] })
      return response.body?.getReader()
    } catch (error) {
      this.fail(to, id, error)
    }
  }

  private async answer (to: string, id: number): Promise<void> {
    const answer = this.answers.get(to)?.get(id)
    try {
      const next = await (await answer?.reader)?.read()
      this.post(next?.value == null ? { type: 'end', to, id } : { type: 'chunk', to, id, bytes: next.value })
      if (next?.value == null) { this.answers.get(to)?.delete(id) }
    } catch (error) {
      this.fail(to, id, error)
    }
  }

  private fail (to: string, id: number, error: unknown): void {
    this.answers.get(to)?.delete(id)
    this.post({ type: 'fail', to, id, reason: error instanceof Error ? error.message : String(error) })
  }

  private end (tab: string, id: number): void {
    const answer = this.answers.get(tab)?.get(id)
    this.answers.get(tab)?.delete(id)
    answer?.abort.abort()
    void answer?.reader.then(async reader => reader?.cancel()).catch(() => {}) // it has ended, one way or another
  }

  private forget (tab: string): void {
    for (const id of this.answers.get(tab)?.keys() ?? []) { this.end(tab, id) }
    this.answers.delete(tab)
  }

  private post (message: TabMessage): void {
    this.components.channel.postMessage(message)
  }
}
