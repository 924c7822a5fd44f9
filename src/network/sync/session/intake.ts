import { offeredBytes } from '../../../model/bundle/index.ts'
import { INTAKE_FRAMES_MAX, USELESS_BYTES_FREE } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'
import type { RunLedger } from './ledger.ts'
import type { TransferComponents } from './sending.ts'
import type { Verdict } from '../../../model/bundle/index.ts'
import type { PeerText } from '../../wire/index.ts'
import type { OfferedBundle, Packing, Parcel, SyncStore } from '../interface.ts'

/** Where bundles come from. */
export interface BundleSource {
  readonly peer: PeerText
  /** How many bundles came in from anywhere else since the round began: the peer could not know of them. */
  elsewhere (): number
  /** Called right before bundles are handed to the store; what it throws keeps them out. */
  check (): void
}

/**
 * Hands the bundles of a peer to the store, frame after frame, while the next frames are read. A bounded number of
 * frames is under way; what turns out useless is held against the run.
 */
export class BundleIntake {
  private readonly store: SyncStore
  private readonly packing: Packing
  private readonly ledger: RunLedger
  private readonly scope: TransferComponents['scope']
  private readonly source: BundleSource
  private underWay: Array<Promise<void>> = []

  constructor ({ store, packing, ledger, scope }: TransferComponents, source: BundleSource) {
    this.store = store
    this.packing = packing
    this.ledger = ledger
    this.scope = scope
    this.source = source
  }

  /**
   * Takes a frame, and waits while too many are under way.
   *
   * @throws {SyncFaultError} when the peer sends too much that is useless; what the store throws passes through
   */
  async take (parcels: readonly Parcel[]): Promise<void> {
    const receipt = this.receive(parcels.flatMap(parcel => this.unpack(parcel)))
    // The failure of a frame is heard when its turn comes to be awaited.
    receipt.catch(() => {})
    this.underWay.push(receipt)

    if (this.underWay.length >= INTAKE_FRAMES_MAX) {
      await this.underWay.shift()
    }

    if (this.ledger.uselessBytes > USELESS_BYTES_FREE + this.ledger.usefulBytes && this.ledger.useless > this.source.elsewhere()) {
      throw new SyncFaultError('limit', 'most bundles of the peer are useless')
    }
  }

  /**
   * Waits until every frame has its verdicts.
   *
   * @throws {SyncFaultError} when one of the bundles was none that an honest peer has; what the store throws passes through
   */
  async settle (): Promise<void> {
    const receipts = this.underWay
    this.underWay = []
    await Promise.all(receipts)

    if (this.ledger.rejected > 0) {
      throw new SyncFaultError('malformed', 'a bundle of the peer cannot be read, or its signature does not hold')
    }
  }

  /** Waits until nothing is under way any more, however that ends. */
  async drain (): Promise<void> {
    await Promise.allSettled(this.underWay)
  }

  private unpack (parcel: Parcel): OfferedBundle[] {
    try {
      return this.packing.unpack(parcel)
    } catch {
      throw new SyncFaultError('malformed', 'a run of bundles cannot be read')
    }
  }

  private async receive (bundles: readonly OfferedBundle[]): Promise<void> {
    this.source.check()
    const verdicts = await this.store.receive(bundles, { via: 'sync', peer: this.source.peer, scope: this.scope.id })
    verdicts.forEach((verdict, i) => { this.book(verdict, offeredBytes(bundles[i]).length) })
  }

  private book (verdict: Verdict, bytes: number): void {
    if (verdict.result === 'accept' && !verdict.known) {
      this.ledger.bundlesIn++
      this.ledger.usefulBytes += bytes
      return
    }

    this.ledger.useless++
    this.ledger.uselessBytes += bytes
    this.ledger.rejected += verdict.result === 'reject' ? 1 : 0

    if (verdict.result !== 'accept') {
      this.ledger.declineHere({ hash: verdict.hash, code: verdict.code, retryAtMs: verdict.retryAtMs })
    }
  }
}
