import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PARTITION_MS } from './constants.ts'
import { MALICIOUS_PEER } from './malicious-peer.ts'
import { PARTIAL_FAILURE } from './partial-failure.ts'
import { REPLAY_ATTACK } from './replay-attack.ts'
import { SPLIT_BRAIN } from './split-brain.ts'
import type { Gate, GatesInit, GateStage, Outcome } from './interface.ts'

/** The gates in the order of their numbers. */
export const GATES: readonly Gate[] = [SPLIT_BRAIN, MALICIOUS_PEER, PARTIAL_FAILURE, REPLAY_ATTACK]

/**
 * Runs gates one after another and answers every outcome that they expect; one that was not come to has failed. It never
 * throws for what a node does.
 */
export async function runGates (init: GatesInit): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const gate of GATES.filter(({ number }) => init.only?.includes(number) ?? true)) {
    outcomes.push(...await runGate(gate, init))
  }
  if (init.out != null) { await writeJson(init.out, 'outcomes', outcomes) }
  return outcomes
}

async function runGate (gate: Gate, { isRealTime = false, onOutcome, out, partitionMs = PARTITION_MS, program }: GatesInit): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'factmesh-gate-'))
  const outcomes: Outcome[] = []
  const note = (name: string, error: unknown): void => {
    const outcome = { gate: gate.number, name, passed: error == null, why: error == null ? '' : whyOf(error) }
    outcomes.push(outcome)
    onOutcome?.(outcome)
  }
  const stage: GateStage = {
    folder,
    program,
    isRealTime,
    partitionMs,
    keep: evidence(out == null ? undefined : join(out, gate.number)),
    async expect (name, look) {
      const failure = await failureOf(look)
      note(name, failure)
      return failure == null
    }
  }
  const failure = await failureOf(async () => gate.run(stage))
  for (const name of gate.outcomes.filter(name => outcomes.every(outcome => outcome.name !== name))) {
    note(name, failure ?? 'the gate did not come to it')
  }
  await rm(folder, { recursive: true, force: true })
  return outcomes
}

/** What went wrong, or undefined. */
async function failureOf (look: () => unknown): Promise<unknown> {
  try {
    return await look() === false ? 'it is not so' : undefined
  } catch (error) {
    return error
  }
}

function whyOf (error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Keeps values as JSON files with numbers in front; nothing without a folder. */
function evidence (folder: string | undefined): GateStage['keep'] {
  let number = 0
  return async (name, value) => {
    if (folder == null) { return }
    await writeJson(folder, `${String(++number).padStart(2, '0')}-${name}`, value)
  }
}

async function writeJson (folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.json`), JSON.stringify(value, undefined, 2) + '\n')
}
