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

/** Tells which facts a moment looks at: those stamped and taken in by then, and not held back for want of a parent. */
export class WhatCounts {
  private readonly components: WhatCountsComponents
  private readonly moment: Moment

  constructor (components: WhatCountsComponents, moment: Moment) {
    this.components = components
    this.moment = moment
  }

  /** Whether every bundle that is here was here by then and is shown; nothing has to be looked up while that is so. */
  get isAll (): boolean {
    return this.isLate && this.components.index.absent.showsAll
  }

  /** Looks up bundles that will be asked about. */
  async prepare (bundles: () => Uint8Array[]): Promise<void> {
    if (!this.isLate) {
      await this.components.reader.prepare(bundles())
    }
  }

  isStamped (hlc: Hlc): boolean {
    const { asOf } = this.moment
    return asOf == null || compareHlc(hlc, asOf) <= 0
  }

  /** Whether a bundle is held back. */
  hides (bundle: Uint8Array): boolean {
    return this.components.index.absent.hides(bundle)
  }

  /** Whether a bundle was here by then, and is shown; one whose place is lost was here. */
  async isHere (bundle: Uint8Array): Promise<boolean> {
    const { before } = this.moment
    return !this.hides(bundle) && (before == null || this.isLate || (await this.components.reader.offset(bundle) ?? 0) < before)
  }

  async has ({ bundle, hlc }: { bundle: Uint8Array, hlc: Hlc }): Promise<boolean> {
    return this.isStamped(hlc) && (this.isAll || await this.isHere(bundle))
  }

  private get isLate (): boolean {
    const { before } = this.moment
    return before == null || this.components.index.watermark <= before
  }
}
