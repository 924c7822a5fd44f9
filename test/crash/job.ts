import { tryJournalStates } from '../fixtures/crash-journal-states.ts'
import { runJournal } from '../fixtures/crash-journal.ts'
import { tryReplicaStates } from '../fixtures/crash-replica-states.ts'
import { runReplica } from '../fixtures/crash-replica.ts'
import { CrashTally } from '../fixtures/crash-tally.ts'
import { flipBits, restingBytes, strike } from '../fixtures/fault-damage.ts'
import { FAULT_KINDS } from '../fixtures/fault-plan.ts'
import { sweep } from '../fixtures/fault-sweep.ts'
import { tryPowerCuts } from '../fixtures/power-cuts.ts'
import { trySplits } from '../fixtures/split-mesh.ts'
import type { CrashFigures } from '../fixtures/crash-tally.ts'
import type { DamageTable } from '../fixtures/fault-damage.ts'
import type { CutFigures } from '../fixtures/power-cuts.ts'
import type { SplitFigures } from '../fixtures/split-mesh.ts'

/** A part of the proofs that one process does. Seeds are whole numbers; caps are states of one point at most. */
export type Job =
  | { readonly kind: 'journal' | 'replica', readonly seeds: readonly number[], readonly cap: number, readonly capWithin: number }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'flips', readonly first: number, readonly step: number }
  | { readonly kind: 'strikes', readonly seed: number, readonly count: number }
  | { readonly kind: 'splits' | 'cuts', readonly seed: number }

/** What a part found. */
export interface Findings {
  readonly crash?: CrashFigures
  /** Hashes of the distinct crash states. */
  readonly distinct?: readonly string[]
  readonly damage?: Pick<DamageTable, 'counts' | 'breaches'>
  /** Runs by kind of failure. */
  readonly sweeps?: Readonly<Record<string, number>>
  readonly splits?: SplitFigures
  readonly cuts?: CutFigures
  /** What is wrong, in words; the first ones. */
  readonly breaches: readonly string[]
}

/** Bytes of the journal whose bits are flipped. */
export const FLIPPED_BYTES = 65_536

/** The seed of its content. */
const CONTENT_SEED = 7

/** Does a part of the proofs. */
export async function doJob (job: Job): Promise<Findings> {
  switch (job.kind) {
    case 'sweep': return sweepAll()
    case 'flips': return damageOf(await flipBits(restingBytes(FLIPPED_BYTES, CONTENT_SEED), job))
    case 'strikes': return damageOf(await strike(restingBytes(FLIPPED_BYTES, CONTENT_SEED), job))
    case 'splits': return splits(job.seed)
    case 'cuts': return cuts(job.seed)
    default: return crash(job)
  }
}

/** The sync that fails in the workload of a seed: none in every fourth, another one in each of the others. */
function failedSyncOf (seed: number): number | undefined {
  return seed % 4 === 1 ? undefined : seed * 7 % 40
}

async function crash (job: Extract<Job, { kind: 'journal' | 'replica' }>): Promise<Findings> {
  const tally = new CrashTally()

  for (const seed of job.seeds) {
    const init = { seed, failedSync: failedSyncOf(seed) }

    if (job.kind === 'journal') {
      await tryJournalStates(await runJournal(init), tally, { ...job, seed })
    } else {
      await tryReplicaStates(await runReplica(init), tally, { ...job, seed })
    }
  }

  return { crash: tally.figures, distinct: [...tally.distinct], breaches: tally.figures.breaches }
}

async function sweepAll (): Promise<Findings> {
  const sweeps: Record<string, number> = {}
  const breaches: string[] = []

  for (const kind of FAULT_KINDS) {
    const report = await sweep(kind)

    sweeps[`${kind.name}${kind.sticky ? ' for good' : ''}`] = report.runs
    breaches.push(...report.breaches)
  }

  return { sweeps, breaches }
}

async function splits (seed: number): Promise<Findings> {
  const { figures, breaches } = await trySplits(seed)

  return { splits: figures, breaches }
}

async function cuts (seed: number): Promise<Findings> {
  const { figures, breaches } = await tryPowerCuts(seed)

  return { cuts: figures, breaches }
}

function damageOf ({ counts, breaches }: DamageTable): Findings {
  return { damage: { counts, breaches }, breaches }
}
