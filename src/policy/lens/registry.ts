import { InvalidLensNameError, LensExpressionError, LensNameTakenError, UnknownLensError } from './errors.ts'
import { formatLens, isLensName, parseLens } from './expression.ts'
import { confidence } from './lenses/confidence.ts'
import { consensus } from './lenses/consensus.ts'
import { constraints } from './lenses/constraints.ts'
import { eigentrustAuthority } from './lenses/eigentrust-authority.ts'
import { epochAware } from './lenses/epoch-aware.ts'
import { hlcRecency } from './lenses/hlc-recency.ts'
import { layeredConsensus } from './lenses/layered-consensus.ts'
import { recency } from './lenses/recency.ts'
import { skeptic } from './lenses/skeptic.ts'
import { stigmemDefault } from './lenses/stigmem-default.ts'
import { trustAwareAuthority } from './lenses/trust-aware-authority.ts'
import { voteAwareConsensus } from './lenses/vote-aware-consensus.ts'
import { inOrder } from './ranking/check.ts'
import type { LensCall } from './expression.ts'
import type { Lens, LensFamily, LensRegistry, ResolvingLens } from './interface.ts'

/** The lenses that can pick from rows of the index alone; the first is the one for queries that name none. */
export const LENSES: readonly [Lens, ...Lens[]] = [stigmemDefault, recency, hlcRecency, confidence]

const BUILT_IN: ReadonlyArray<ResolvingLens | LensFamily> = [
  ...LENSES, consensus, voteAwareConsensus, trustAwareAuthority, eigentrustAuthority, epochAware, skeptic,
  layeredConsensus, constraints
]

/** A registry with the lenses of this room in it, and nobody else's: each mesh has one of its own. */
export function lensRegistry (): LensRegistry {
  const families = new Map(BUILT_IN.map(lens => [lens.name, familyOf(lens)]))

  return {
    get names () {
      return [...families.keys()].sort()
    },

    get families () {
      return [...families.keys()].sort().flatMap(name => families.get(name) ?? [])
    },

    get: (expression) => {
      const calls = parseLens(expression)
      let lens = build(families, calls.slice(-1))

      for (let place = calls.length - 2; place >= 0; place--) {
        lens = build(families, calls.slice(place), lens)
      }

      return lens
    },

    register: (lens) => {
      if (!isLensName(lens.name)) {
        throw new InvalidLensNameError(lens.name)
      }

      if (families.has(lens.name)) {
        throw new LensNameTakenError(lens.name)
      }

      families.set(lens.name, familyOf('make' in lens ? lens : handedInOrder(lens)))
    }
  }
}

/** Makes the first of some calls; the others stand inside it. */
function build (families: ReadonlyMap<string, LensFamily>, calls: readonly LensCall[], inner?: ResolvingLens): ResolvingLens {
  const [{ name, parameters }] = calls
  const family = families.get(name)

  if (family == null) {
    throw new UnknownLensError(name, [...families.keys()].sort())
  }

  if (inner != null && !family.takesInner) {
    throw new LensExpressionError(`puts a lens into "${name}", which takes none`)
  }

  for (const [key, value] of parameters) {
    checkParameter(family, key, value)
  }

  return family.make({ name: formatLens(calls), inner, parameters })
}

function checkParameter ({ name, parameters }: LensFamily, key: string, value: number): void {
  if (!Object.hasOwn(parameters, key)) {
    throw new LensExpressionError(`gives "${name}" the parameter "${key}", which it does not have`)
  }

  if (value > parameters[key]) {
    throw new LensExpressionError(`gives "${key}" of "${name}" more than ${parameters[key]}`)
  }
}

function familyOf (lens: ResolvingLens | LensFamily): LensFamily {
  return 'make' in lens ? lens : { name: lens.name, takesInner: false, parameters: {}, make: () => lens }
}

/** A foreign lens sees what our own see: checked candidates in the order of the tie-break. */
function handedInOrder (lens: ResolvingLens): ResolvingLens {
  return { name: lens.name, resolve: (candidates, context) => lens.resolve(inOrder(candidates, context), context) }
}
