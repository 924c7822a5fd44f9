import { CONFIDENCE_ONE, createFact, InvalidFactError } from '../fact/index.ts'
import { isMap } from './form.ts'
import type { CborMap } from '../bytes/index.ts'
import type { Fact } from '../fact/index.ts'

/**
 * How the bodies of one kind are written and read. Reading gives a body whose fields may still be anything; `check`
 * looks at them, and writer and reader share it.
 */
export interface BodyForm<B> {
  /** Number of the kind. */
  readonly kind: number
  /** Brings what a caller wrote into the form that is signed. */
  normal (body: B): B
  toMap (body: B): CborMap
  fromMap (map: CborMap): B
  /**
   * Requires every rule of the body, and that it fits the fact around it.
   *
   * @throws {InvalidFactError}
   */
  check (body: B, fact: Pick<Fact, 'entity'>): void
}

/** What a caller wants to say in a fact with a body. */
export interface BodyInit<B> {
  readonly body: B
  /** What the fact is about. */
  readonly entity: string
  readonly source: string
  /** 0 takes the same back. Absent means 1. */
  readonly confidence?: 0 | 1
}

/**
 * Makes the fact that carries a body: the number of its kind, `factmesh:<name>` as relation, null as value.
 *
 * @throws {InvalidFactError} with the field of the body, or of the fact, that is wrong
 */
export function factOfForm<B> (name: string, form: BodyForm<B>, { body, entity, source, confidence }: BodyInit<B>): Fact {
  const normal = form.normal(body)
  const fact = createFact({ kind: form.kind, relation: `factmesh:${name}`, value: { type: 'null', v: null }, entity, source, confidence, extras: { body: form.toMap(normal) } })
  form.check(normal, fact)

  return fact
}

/** The body of a fact of a form, or undefined when the fact is of another kind or breaks a rule. Further keys are passed over. */
export function bodyOfFact<B> (name: string, form: BodyForm<B>, fact: Fact): B | undefined {
  const { body } = fact.extras

  if (fact.kind !== form.kind || fact.relation !== `factmesh:${name}` || !saysItself(fact) || !isMap(body)) {
    return undefined
  }

  try {
    const read = form.fromMap(body)
    form.check(read, fact)

    return read
  } catch (error) {
    if (error instanceof InvalidFactError) {
      return undefined
    }

    throw error
  }
}

function saysItself ({ value, confidence }: Fact): boolean {
  return value.type === 'null' && (confidence === 0 || confidence === CONFIDENCE_ONE)
}
