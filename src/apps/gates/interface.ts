/** What became of one thing that a gate expects. */
export interface Outcome {
  /** Number of the gate, such as `11.1`. */
  readonly gate: string
  /** What is expected, in a few words. */
  readonly name: string
  readonly passed: boolean
  /** Why not; empty when it passed. */
  readonly why: string
}

/** What a gate tells while it runs. */
export interface GateStage {
  /** A folder of its own for homes, removed afterwards. */
  readonly folder: string
  /** Path of the program, which is started for each node. */
  readonly program: string
  /** Whether time passes for real where it would otherwise be a clock that is moved. */
  readonly isRealTime: boolean
  /** How long the split brain lasts, in milliseconds. */
  readonly partitionMs: number
  /** Keeps something as evidence, under the next number. */
  keep (name: string, value: unknown): Promise<void>
  /** Tries an expected outcome, and answers whether it passed: when the look neither throws nor answers false. */
  expect (name: string, look: () => unknown): Promise<boolean>
}

/** One acceptance scenario. */
export interface Gate {
  readonly number: string
  readonly title: string
  /** Everything that it expects; what was not tried when it ends has failed. */
  readonly outcomes: readonly string[]
  run (stage: GateStage): Promise<void>
}

/** What `runGates` takes. */
export interface GatesInit {
  /** Path of the program that nodes are started from. */
  readonly program: string
  /** Folder for the evidence; absent: none is kept. */
  readonly out?: string
  /** Whether the five minutes of the split brain and of the replay pass for real; absent: no. */
  readonly isRealTime?: boolean
  /**
   * How long the split brain lasts, in milliseconds.
   *
   * @default PARTITION_MS
   */
  readonly partitionMs?: number
  /** Numbers of the gates to run; absent: all. */
  readonly only?: readonly string[]
  /** Told each outcome as it comes. */
  onOutcome? (outcome: Outcome): void
}
