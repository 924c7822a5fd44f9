import { dcutr } from '@libp2p/dcutr'
import { UPGRADE_ATTEMPTS_MAX, UPGRADE_STREAMS_MAX, UPGRADE_TIMEOUT_MS } from '../constants.ts'
import type { DCUtRServiceComponents } from '@libp2p/dcutr'

/** Replaces a connection through a relay by a direct one, where both ends have public addresses or one of them is dialled in time. */
export function directUpgrade (): (components: DCUtRServiceComponents) => unknown {
  return dcutr({
    timeout: UPGRADE_TIMEOUT_MS,
    retries: UPGRADE_ATTEMPTS_MAX,
    maxInboundStreams: UPGRADE_STREAMS_MAX,
    maxOutboundStreams: UPGRADE_STREAMS_MAX
  })
}
