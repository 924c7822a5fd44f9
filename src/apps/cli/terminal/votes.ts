/** The votes on one fact in figures. */
export interface Tally {
  readonly count: number
  readonly weight: number
  readonly against: { readonly count: number, readonly weight: number }
}

/** A tally for people. */
export function tallyText ({ count, weight, against }: Tally): string {
  return `${sideText(count, weight)} for, ${sideText(against.count, against.weight)} against`
}

function sideText (count: number, weight: number): string {
  return count === 0 ? 'none' : `${count} of weight ${weight}`
}
