import { compareHlc } from '../../../model/hlc/index.ts'
import type { Moment } from './interface.ts'
import type { Hlc } from '../../../model/hlc/index.ts'
import type { FactIndex } from '../../index/index.ts'
import type { FactReader } from '../fact-reader.ts'

/** What a moment is checked with. */
export interface WhatCountsComponents {
  readonly index: FactIndex
  readonly reader: FactReader
}

/** Tells which facts a moment looks at: those stamped and taken in by then. */
export class WhatCounts {
  private readonly components: WhatCountsComponents
  private readonly moment: Moment

  constructor (components: WhatCountsComponents, moment: Moment) {
    this.components = components
    this.moment = moment
  }

  /** Whether every bundle that is here was here by then; nothing has to be looked up while that is so. */
  get isAll (): boolean {
    const { before } = this.moment
    return before == null || this.components.index.watermark <= before
  }

  /** Looks up bundles that will be asked about. */
  async prepare (bundles: () => Uint8Array[]): Promise<void> {
    if (!this.isAll) {
      await this.components.reader.prepare(bundles())
    }
  }

  isStamped (hlc: Hlc): boolean {
    const { asOf } = this.moment
    return asOf == null || compareHlc(hlc, asOf) <= 0
  }

  /** Whether a bundle was here by then; one whose place is lost was. */
  async isHere (bundle: Uint8Array): Promise<boolean> {
    const { before } = this.moment
    return before == null || this.isAll || (await this.components.reader.offset(bundle) ?? 0) < before
  }

  async has ({ bundle, hlc }: { bundle: Uint8Array, hlc: Hlc }): Promise<boolean> {
    return this.isStamped(hlc) && (this.isAll || await this.isHere(bundle))
  }
}
