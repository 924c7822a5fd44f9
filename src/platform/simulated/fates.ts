import { SECTOR_BYTES } from './file-trace.ts'
import type { Random } from '../interface.ts'
import type { Fate } from './file-trace.ts'

/** A change that a power cut may undo: a write of so many bytes, or one that is done or not. */
export type OpenChange = { readonly kind: 'write', readonly bytes: number } | { readonly kind: 'whole' }

/**
 * Fates of some open changes, an array for each state: all kept, all lost, each beginning, each alone, all but each, the
 * last write torn after any byte, sizes without bytes, and mixtures. Up to `cap` of them; which of the torn writes and
 * mixtures, is the choice of `random`.
 */
export function * fatesOf (open: readonly OpenChange[], { cap, random }: { cap: number, random: Random }): Generator<Fate[]> {
  const regular = [...regularFates(open)]
  const torn = shuffled(tearsOf(open), random)
  const mixtures = mixes(open) ? Math.max(0, cap - regular.length - torn.length, Math.floor(cap / 3)) : 0
  const last = lastWrite(open)
  const tears = torn.slice(0, Math.max(0, cap - regular.length - mixtures))
  const chosen = [...regular, ...tears.map(prefix => open.map<Fate>((_, index) => index === last ? { prefix } : 'kept'))].slice(0, cap)

  yield * chosen

  for (let count = Math.min(mixtures, cap - chosen.length); count > 0; count--) {
    yield open.map(change => randomFate(change, random))
  }
}

/** Whether there is more to choose than the regular states and the torn last write. */
function mixes (open: readonly OpenChange[]): boolean {
  return open.length > 2 || open.some(change => change.kind === 'write' && change.bytes > SECTOR_BYTES)
}

function * regularFates (open: readonly OpenChange[]): Generator<Fate[]> {
  const all = (fateOf: (index: number) => Fate): Fate[] => open.map((_, index) => fateOf(index))

  yield all(() => 'lost')

  for (let index = 0; index < open.length; index++) {
    yield all(other => other <= index ? 'kept' : 'lost')
  }
  if (open.length > 1) {
    for (let index = 0; index < open.length; index++) {
      yield all(other => other === index ? 'lost' : 'kept')
      yield all(other => other === index ? 'kept' : 'lost')
    }
  }
  for (let index = 0; index < open.length; index++) {
    if (open[index].kind === 'write') {
      yield all(other => other === index ? 'sizeOnly' : 'kept')
    }
  }
}

function lastWrite (open: readonly OpenChange[]): number {
  return open.findLastIndex(({ kind }) => kind === 'write')
}

/** After how many of its bytes the last write may be torn. */
function tearsOf (open: readonly OpenChange[]): number[] {
  const write = open.at(lastWrite(open))

  return write?.kind === 'write' ? Array.from({ length: write.bytes - 1 }, (_, at) => at + 1) : []
}

function randomFate (change: OpenChange, random: Random): Fate {
  const choice = random.fraction()

  if (change.kind === 'whole' || choice < 0.4) {
    return choice < 0.2 || (change.kind === 'whole' && choice < 0.5) ? 'kept' : 'lost'
  }
  if (choice < 0.6) {
    return { prefix: Math.floor(random.fraction() * change.bytes) }
  }

  return choice < 0.9 ? { sectors: Math.floor(random.fraction() * 0x1_0000_0000) } : 'sizeOnly'
}

function shuffled <Item> (items: Item[], random: Random): Item[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = Math.floor(random.fraction() * (index + 1))

    ;[items[index], items[other]] = [items[other], items[index]]
  }

  return items
}
