import { cellsToAsk, cellWidthFor } from '../../../storage/tree/index.ts'
import { listBits } from '../codes/salted-window.ts'
import { LIST_BYTES_MAX, LIST_ENTRIES_MAX, SKETCH_SHARE } from '../constants.ts'
import type { CellWidth, CheckpointMatch } from '../../../storage/tree/index.ts'

/** How a difference that the cells of a HELLO do not tell is found: by further cells, a list of the newest part, or a walk. */
export type Method =
  { readonly kind: 'cells', readonly total: number, readonly width: CellWidth } |
  { readonly kind: 'list', readonly bits: number } |
  { readonly kind: 'walk' }

/** Bits that a number of a set takes beside the logarithm of the mean distance. */
const CODE_BITS_EXTRA = 1.5

/** Bits by which a request by short ids is longer, for each bundle, than one by places in a list. */
const REQUEST_BITS_EXTRA = 16

/** Bytes of a list beside its values. */
const LIST_HEAD_BYTES = 4

/** What the choice goes by. */
export interface Prospect {
  /** About how many bundles only one side has. */
  readonly estimate: number
  /** The newest place below which both sets are the same. */
  readonly match: CheckpointMatch
  /** How many cells there are. */
  readonly size: number
}

/**
 * The method that costs the fewest bytes. Cells cost in proportion to the difference, a list to what one side has above
 * the newest common checkpoint; a walk is left for what is too large for both.
 */
export function chooseMethod ({ estimate, match, size }: Prospect): Method {
  const bits = listBits(match.ours, match.theirs)
  const total = cellsToAsk(estimate, size)
  const width = cellWidthFor(estimate)
  const listBytes = match.ours === 0 ? LIST_HEAD_BYTES : LIST_HEAD_BYTES + match.ours * (bits - Math.log2(match.ours) + CODE_BITS_EXTRA) / 8
  const cellBytes = total * width + estimate / 2 * REQUEST_BITS_EXTRA / 8
  const mayList = match.ours <= LIST_ENTRIES_MAX && match.theirs <= LIST_ENTRIES_MAX && listBytes <= LIST_BYTES_MAX
  const mayCount = estimate <= SKETCH_SHARE * size

  if (mayList && (!mayCount || listBytes < cellBytes)) {
    return { kind: 'list', bits }
  }

  return mayCount ? { kind: 'cells', total, width } : { kind: 'walk' }
}
