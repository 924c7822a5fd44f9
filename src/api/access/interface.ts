import type { TokenVerdict } from '../../mesh/interface.ts'
import type { ApiRight } from '../../replica/record/index.ts'

/** Who sends a request, as far as its token tells. */
export interface Admission {
  /** Under which name its requests are counted; absent for whoever has no good token. */
  readonly caller?: string
  /** Name of the token, good or not, where one is known. */
  readonly actor?: string
  readonly rights: readonly ApiRight[]
  /** What became of a token that is not good; absent for a request without one. */
  readonly rejected?: Pick<TokenVerdict, 'result' | 'record'>
  /** Whether the token is still good; absent where that cannot change. */
  isGood? (): boolean
}
