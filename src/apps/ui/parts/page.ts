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

/** A peer as the API tells it. */
export type Peer = Operations['getV1Peers']['answer']['peers'][number]
