import { RIGHTS } from '../../../model/body/index.ts'
import { Cuts } from './cuts.ts'
import { Spans } from './spans.ts'
import type { BundlePlace, Forks, Standing } from '../interface.ts'
import type { SpanQuestion } from './spans.ts'
import type { GrantBody, RevocationBody } from '../../../model/body/index.ts'
import type { Hlc } from '../../../model/hlc/index.ts'

/** What effective grants and revocations come to for one peer: sorted lists of spans, by right and by name. */
export class AuthorRecord {
  readonly #cuts = new Cuts()
  readonly #rights = new Map<string, Spans>()
  readonly #names = new Map<string, Spans>()
  readonly #any = new Spans()

  /** Adds the newest grant. */
  grant ({ rights, names, expiresMs = Infinity }: Pick<GrantBody, 'rights' | 'names' | 'expiresMs'>, from: Hlc): void {
    const span = { epoch: this.#cuts.count, from, untilMs: expiresMs }
    this.#any.add(span)

    // An admin could give itself every right, so it has them.
    for (const right of rights.includes('admin') ? RIGHTS : rights) {
      spansOf(this.#rights, right).add(span)
    }

    for (const name of names) {
      spansOf(this.#names, name).add(span)
    }
  }

  /** Adds the newest revocation. */
  revoke ({ upTo }: Pick<RevocationBody, 'upTo'>): void {
    this.#cuts.add(upTo)
  }

  /** What the peer might do when it wrote a bundle. */
  at (bundle: BundlePlace, forks?: Forks): Standing {
    return this.#standing({ epochMin: this.#cuts.before(bundle, forks), after: bundle.hlc, atMs: bundle.hlc.wallMs })
  }

  /** What the peer may do at a moment, whatever it wrote before: all revocations count. */
  now (nowMs: number): Standing {
    return this.#standing({ epochMin: this.#cuts.count, atMs: nowMs })
  }

  #standing (question: SpanQuestion): Standing {
    const names = this.#names

    return {
      isEffective: this.#any.covers(question),
      has: right => this.#rights.get(right)?.covers(question) === true,

      get names () {
        return [...names].filter(([, spans]) => spans.covers(question)).map(([name]) => name)
      }
    }
  }
}

function spansOf (lists: Map<string, Spans>, key: string): Spans {
  const spans = lists.get(key) ?? new Spans()
  lists.set(key, spans)

  return spans
}
