import { Neighbours } from '../neighbours/neighbours.ts'
import { Resolve } from '../resolve/resolve.ts'
import { WhyReader } from './why.ts'
import type { WhyReaderComponents } from './why.ts'
import type { NeighboursComponents } from '../neighbours/neighbours.ts'
import type { ResolveComponents } from '../resolve/resolve.ts'
import type { ViewsInit } from '../resolve/views.ts'

/** What answers stand on. */
export type AnswersComponents = NeighboursComponents & ResolveComponents & WhyReaderComponents

/** Answers that take more than to look facts up. */
export interface Answers {
  readonly neighbours: Neighbours
  readonly resolver: Resolve
  readonly why: WhyReader
}

/** Makes what answers; nothing is read yet. */
export function makeAnswers (components: AnswersComponents, views?: ViewsInit): Answers {
  return { neighbours: new Neighbours(components), resolver: new Resolve(components, views), why: new WhyReader(components) }
}
