import type { Operations } from '../../../api/index.ts'
import type { UiNode } from '../node.ts'

/** What every page is given. */
export interface PageProps {
  readonly node: UiNode
  /** What the address says behind the name of the page. */
  readonly query: Readonly<Record<string, string>>
}

/** A fact as the API tells it. */
export type Fact = Operations['getV1FactsId']['answer']

/** A value with its type. */
export type FactValue = Fact['value']

/** A peer as the API tells it; the last three fields are there when the node decides about peers. */
export type Peer = Operations['getV1Peers']['answer']['peers'][number] & {
  readonly state?: 'pending' | 'active' | 'rejected' | 'revoked' | 'blocked'
  readonly reason?: string
  readonly declared?: ReadonlyArray<{ readonly scope: string, readonly push: boolean, readonly pull: boolean }>
}
