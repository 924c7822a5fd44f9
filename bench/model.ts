import { decodeBundle, sealBundle } from '../src/model/bundle/index.ts'
import { createFact, encodeFact } from '../src/model/fact/index.ts'
import { nodePlatform } from '../src/platform/index.ts'
import { someDraft } from '../test/fixtures/bundles.ts'
import { factInput, someFacts } from '../test/fixtures/facts.ts'
import { perSecond } from './bench.ts'
import type { Bench } from './bench.ts'
import type { Bundle } from '../src/model/bundle/index.ts'

const FACTS_PER_BUNDLE = 256
const SALT = new Uint8Array(16).fill(3)

async function seal (): Promise<Bundle> {
  const signer = nodePlatform().ed25519.signer(new Uint8Array(32).fill(7))
  const decoded = someFacts(FACTS_PER_BUNDLE)

  return sealBundle(someDraft(signer.publicKey), { facts: decoded.map(encodeFact), salt: SALT, decoded }, signer)
}

/** Facts and bundles as bytes. */
export const MODEL: readonly Bench[] = [
  {
    rows: [{ name: 'model/fact: create and encode', unit: 'per second', target: { atLeast: 250_000 } }],
    measure: async () => [await perSecond(() => {
      for (let no = 0; no < FACTS_PER_BUNDLE; no++) {
        encodeFact(createFact(factInput(no)))
      }
    }, FACTS_PER_BUNDLE)]
  },
  {
    rows: [{ name: 'model/bundle: facts sealed in bundles of 256', unit: 'per second', target: { atLeast: 250_000 } }],
    measure: async () => {
      const signer = nodePlatform().ed25519.signer(new Uint8Array(32).fill(7))
      const decoded = someFacts(FACTS_PER_BUNDLE)
      const facts = decoded.map(encodeFact)
      const draft = someDraft(signer.publicKey)

      return [await perSecond(async () => sealBundle(draft, { facts, salt: SALT, decoded }, signer), FACTS_PER_BUNDLE)]
    }
  },
  {
    rows: [{ name: 'model/bundle: facts decoded and checked in bundles of 256', unit: 'per second', target: { atLeast: 230_000 } }],
    measure: async () => {
      const { bytes } = await seal()

      return [await perSecond(() => decodeBundle(bytes), FACTS_PER_BUNDLE)]
    }
  }
]
