import type { ScopeRef } from '../pipeline/index.ts'

/** What happened to a scope. */
export type ScopeEvent = 'scope:hold' | 'scope:govern'

/** Tells what happened to scopes, once for all bundles that were applied together. */
export class ScopeNews {
  private readonly tell: (type: ScopeEvent, scope: ScopeRef) => void
  private readonly news = new Map<string, readonly [ScopeEvent, ScopeRef]>()

  constructor (tell: (type: ScopeEvent, scope: ScopeRef) => void) {
    this.tell = tell
  }

  /** Takes note of something; it is told behind everything that happens in this turn. */
  add (type: ScopeEvent, scope: ScopeRef): void {
    if (this.news.size === 0) {
      void Promise.resolve().then(() => { this.flush() })
    }

    this.news.set(`${type} ${scope.id.join()}`, [type, scope])
  }

  private flush (): void {
    const told = [...this.news.values()]
    this.news.clear()
    told.forEach(([type, scope]) => { this.tell(type, scope) })
  }
}
