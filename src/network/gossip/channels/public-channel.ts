import { topicOf } from '../topic.ts'
import type { ScopeChannel } from './interface.ts'

/** The public scope: one topic for ever, and messages as they are. */
export class PublicChannel implements ScopeChannel {
  readonly scope: Uint8Array
  private readonly topic: string

  constructor (scope: Uint8Array) {
    this.scope = scope
    this.topic = topicOf(scope)
  }

  topics (): string[] {
    return [this.topic]
  }

  untilMs (): number {
    return Infinity
  }

  seal (message: Uint8Array): { topic: string, data: Uint8Array } {
    return { topic: this.topic, data: message }
  }

  open (data: Uint8Array): Uint8Array {
    return data
  }
}
