import { SENT_BUNDLES_FREE, SENT_COPIES_MAX, SENT_SHARE_MAX } from '../constants.ts'
import { SyncFaultError } from '../errors.ts'

/** Bundles that one peer was sent, or is about to be. */
export interface SentShare {
  /** In this round. */
  readonly inRound: number
  /** In this run. */
  readonly inRun: number
  /** In this run and in those before it, lately. */
  readonly lately: number
}

/**
 * A set is sent about once in a run, and a few times in all to a peer that forgets it; `count` is its size.
 *
 * @throws {SyncFaultError} `limit`
 */
export function checkShare ({ inRound, inRun, lately }: SentShare, count: number): void {
  if (inRound > count || inRun > SENT_SHARE_MAX * count + SENT_BUNDLES_FREE) {
    throw new SyncFaultError('limit', 'more bundles are wanted than there are')
  }

  if (lately > SENT_COPIES_MAX * count + SENT_BUNDLES_FREE) {
    throw new SyncFaultError('limit', 'the set is wanted again and again')
  }
}
