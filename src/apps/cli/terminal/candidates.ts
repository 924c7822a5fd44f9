import { shortPeer, shortSource, shortTime } from './names.ts'
import { table } from './table.ts'
import { valueText } from './value.ts'
import type { ResolveJson } from '../../../api/index.ts'

/** The sides of a question, best first; a star marks the one that answers. */
export function candidateTable ({ winner, candidates }: ResolveJson): string {
  return table([
    ['', 'VALUE', 'CONF', 'VOTES', 'SHARE', 'SOURCE', 'AUTHOR', 'TIME', 'FACT'],
    ...candidates.map(candidate => [
      candidate.id === winner?.id ? '*' : '',
      valueText(candidate.value),
      String(candidate.confidence),
      balanceText(candidate.votes),
      percent(candidate.share),
      shortSource(candidate.source),
      shortPeer(candidate.author),
      shortTime(candidate.timestamp),
      candidate.id
    ])
  ])
}

/** How many of the sides are listed, when that is not all. */
export function truncatedText ({ candidates, candidates_count: count }: ResolveJson): string {
  return `${candidates.length} of ${count}; --limit N shows more\n`
}

/** A part of the whole, such as `12 %`. */
export function percent (share: number): string {
  return `${Math.round(share * 100)} %`
}

function balanceText (votes: ResolveJson['candidates'][number]['votes']): string {
  return votes == null ? '-' : `+${votes.for} -${votes.against}`
}
