import { NoSuchFactError } from './errors.ts'
import { readFrame, writeFrame } from './frame.ts'
import { factSalts } from './proof.ts'
import type { Bundle } from './interface.ts'

/** Whether all facts of a bundle are here: only then it has one salt for all of them. */
export function isWhole ({ salts }: Pick<Bundle, 'salts'>): boolean {
  return salts instanceof Uint8Array
}

/**
 * Takes facts out of a bundle and leaves their digests, so that header, signature and the other facts stay as provable
 * as they were. The common salt gives way to the salts of the facts that stay: without the salt of a gone fact nobody
 * can tell from its digest what it was, even by trying all that it might have been.
 *
 * @param bundle - it stays as it is
 * @param indices - places of facts; those that are gone already stay gone
 * @throws {NoSuchFactError} when the bundle has no such place
 */
export function redactFacts (bundle: Bundle, indices: Iterable<number>): Bundle {
  const gone = new Set(indices)

  for (const index of gone) {
    if (bundle.facts[index] === undefined) {
      throw new NoSuchFactError(index)
    }
  }

  if (gone.size === 0) {
    return bundle
  }

  const facts = bundle.facts.map((fact, i) => gone.has(i) ? null : fact)
  const salts = factSalts(bundle).filter((_, i) => facts[i] !== null)
  const bytes = writeFrame({ ...bundle, facts, salts })
  const decoded = bundle.decoded.map((fact, i) => gone.has(i) ? null : fact)

  return { ...bundle, ...readFrame(bytes), digests: bundle.digests, decoded, bytes }
}
