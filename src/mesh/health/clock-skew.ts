import { CLOCK_SKEW_WARN_MS } from '../../network/hello/index.ts'
import type { AcceptedPeer } from '../../network/hello/index.ts'
import type { ClockSkew } from '../../replica/index.ts'

/** The clock of a peer that said a hello, if it differs too much from ours. */
export function skewOf ({ peer, skewMs }: Pick<AcceptedPeer, 'peer' | 'skewMs'>): ClockSkew | undefined {
  return Math.abs(skewMs) > CLOCK_SKEW_WARN_MS ? { peer, skewMs, seenIn: 'hello' } : undefined
}
