import { compareBytes, concatBytes, equalBytes, toHex } from '../../../model/bytes/index.ts'
import { factKey } from './fact-key.ts'
import { countVote, decodeSums, encodeSums, encodeVote, olderVote } from './vote-row.ts'
import type { VoteBody } from '../../../model/body/index.ts'
import type { Claimant } from '../claims/version.ts'
import type { IndexStore } from '../store/interface.ts'
import type { SealedBatch } from '../store/sealed-batch.ts'

/** One fact that the group votes on. */
interface Ballot {
  readonly key: Uint8Array
  /** The sums as the index holds them. */
  stored: Uint8Array | undefined
}

/** One claimant's votes on one fact. */
interface Voter {
  readonly key: Uint8Array
  readonly ballot: Ballot
  /** New votes, at least one. */
  readonly votes: Uint8Array[]
  /** The current vote as the index holds it. */
  stored: Uint8Array | undefined
}

/**
 * The votes of one group of bundles, merged into what the index holds: each claimant's current vote, the ones that it
 * replaced, and the sums of the current ones.
 *
 * Which vote is the current one is decided by the bytes of votes alone, and the sums change by what was counted before
 * and what counts now. So they are those of the set of votes, in whatever order and in whatever groups they came, and
 * whether the fact itself is there or not.
 */
export class VoteBatch {
  private readonly store: IndexStore
  private readonly ballots = new Map<string, Ballot>()
  private readonly voters = new Map<string, Voter>()

  constructor (components: { store: IndexStore }) {
    this.store = components.store
  }

  /** Adds one vote. */
  add (body: VoteBody, place: { scope: number, claimant: Claimant, order: Uint8Array, takenBack: boolean }): void {
    const { scope, claimant, order, takenBack } = place
    const fact = { bundle: body.fact.hash, index: body.fact.index }
    const key = concatBytes([factKey('vote', scope, fact), claimant.bytes])
    const name = toHex(key)
    const vote = encodeVote(order, body, takenBack)
    const voter = this.voters.get(name)

    if (voter == null) {
      this.voters.set(name, { key, ballot: this.ballotOf(factKey('tally', scope, fact)), votes: [vote], stored: undefined })
    } else {
      voter.votes.push(vote)
    }
  }

  /** Reads what the index holds for the facts and claimants of the group. */
  async load (): Promise<void> {
    const rows: Array<Voter | Ballot> = [...this.voters.values(), ...this.ballots.values()]

    if (rows.length > 0) {
      const stored = await this.store.getMany(rows.map(({ key }) => key))
      rows.forEach((row, i) => { row.stored = stored[i] })
    }
  }

  /** Adds the entries to write. */
  settle (batch: SealedBatch): void {
    const sums = new Map([...this.ballots.values()].map(ballot => [ballot, decodeSums(ballot.stored)]))

    for (const voter of this.voters.values()) {
      const current = settleVoter(voter, batch)

      if (current !== voter.stored) {
        const target = sums.get(voter.ballot) ?? decodeSums(undefined)
        countVote(target, current, 1)

        if (voter.stored != null) {
          countVote(target, voter.stored, -1)
        }
      }
    }

    for (const [{ key, stored }, sum] of sums) {
      const row = encodeSums(sum)

      if (stored == null || !equalBytes(row, stored)) {
        batch.put(key, row, stored)
      }
    }
  }

  private ballotOf (key: Uint8Array): Ballot {
    const name = toHex(key)
    const ballot = this.ballots.get(name) ?? { key, stored: undefined }
    this.ballots.set(name, ballot)

    return ballot
  }
}

/** Files the votes of one claimant, and returns the one that is current. */
function settleVoter ({ key, votes, stored }: Voter, batch: SealedBatch): Uint8Array {
  const rows = stored == null ? votes : [stored, ...votes]
  const current = rows.reduce((newest, row) => compareBytes(row, newest) > 0 ? row : newest)

  for (const row of rows) {
    if (row !== current) {
      const { suffix, value } = olderVote(row)
      batch.put(concatBytes([key, suffix]), value)
    }
  }

  if (current !== stored) {
    batch.put(key, current, stored)
  }

  return current
}
