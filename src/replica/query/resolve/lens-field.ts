import { DEFAULT_CONSTRAINT_RELATIONS, LensExpressionError } from '../../../policy/lens/index.ts'
import { InvalidQueryError } from '../errors.ts'
import type { LensRegistry, ResolvingLens } from '../../../policy/lens/index.ts'

/**
 * The lens that an expression names.
 *
 * @throws {InvalidQueryError} when it is no expression.
 * @throws {UnknownLensError}
 */
export function lensField (lenses: LensRegistry, expression: string): ResolvingLens {
  try {
    return lenses.get(expression)
  } catch (err) {
    if (err instanceof LensExpressionError) {
      throw new InvalidQueryError('lens', err.detail, 'invalid_lens')
    }

    throw err
  }
}

/** The relations that a lens looks at when it is asked about one: itself, and for `constraints` those under which rules stand too. */
export function relationsOf ({ name }: ResolvingLens, relation: string): string[] {
  const { mustUse, forbidden } = DEFAULT_CONSTRAINT_RELATIONS
  const isAboutRules = name.split(/[(),]/).includes('constraints')

  return isAboutRules ? [...new Set([relation, mustUse, forbidden])] : [relation]
}
